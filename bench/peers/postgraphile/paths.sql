-- The shortest way between two insiders over boards, from both ends at once. Insiders stand on even levels, issuers on odd ones.
CREATE TYPE reached AS (cik int, level int);

-- Who stands one level beyond the last, and is not reached yet.
CREATE FUNCTION next_level(side reached[], last int) RETURNS reached[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(DISTINCT ROW (far, last + 1)::reached), '{}') FROM (
    SELECT issuer_cik AS far FROM relationships
    WHERE last % 2 = 0 AND is_on_board AND insider_cik IN (SELECT cik FROM unnest(side) WHERE level = last)
    UNION ALL
    SELECT insider_cik FROM relationships
    WHERE last % 2 = 1 AND is_on_board AND issuer_cik IN (SELECT cik FROM unnest(side) WHERE level = last)
  ) onward WHERE far NOT IN (SELECT cik FROM unnest(side) WHERE level % 2 <> last % 2)
$$;

-- Its steps; none where there is no way. Of equally short ones, that whose steps were filed last.
CREATE FUNCTION connection_path(start int, goal int, max_steps int) RETURNS SETOF relationships LANGUAGE plpgsql STABLE AS $$
DECLARE
  near reached[] := ARRAY [ROW (start, 0)::reached];
  far reached[] := ARRAY [ROW (goal, 0)::reached];
  onward reached[];
  near_last int := 0;
  far_last int := 0;
  near_size int := 1;
  far_size int := 1;
  ways reached[]; -- who leads on to the goal, with their place on the way
  here int := start;
  step relationships;
BEGIN
  IF start = goal THEN RETURN; END IF;
  LOOP
    IF near_last + far_last = max_steps THEN RETURN; END IF;
    IF near_size <= far_size THEN
      onward := next_level(near, near_last);
      near := near || onward;
      near_last := near_last + 1;
      near_size := cardinality(onward);
    ELSE
      onward := next_level(far, far_last);
      far := far || onward;
      far_last := far_last + 1;
      far_size := cardinality(onward);
    END IF;
    IF cardinality(onward) = 0 THEN RETURN; END IF;
    EXIT WHEN (near_last + far_last) % 2 = 0 AND EXISTS (
      SELECT FROM unnest(near) n JOIN unnest(far) f USING (cik) WHERE n.level = near_last AND f.level = far_last);
  END LOOP;

  ways := ARRAY(SELECT ROW (cik, near_last + far_last - level)::reached FROM unnest(far));
  FOR i IN REVERSE near_last - 1 .. 1 LOOP
    ways := ways || ARRAY(
      SELECT ROW (n.cik, i)::reached FROM unnest(near) n WHERE n.level = i AND EXISTS (
        SELECT FROM unnest(ways) l JOIN relationships r
          ON r.issuer_cik = CASE WHEN i % 2 = 1 THEN n.cik ELSE l.cik END
          AND r.insider_cik = CASE WHEN i % 2 = 1 THEN l.cik ELSE n.cik END
        WHERE l.level = i + 1 AND r.is_on_board));
  END LOOP;

  FOR i IN 1 .. near_last + far_last LOOP
    IF i % 2 = 1 THEN
      SELECT * INTO step FROM relationships WHERE is_on_board AND insider_cik = here
        AND issuer_cik IN (SELECT cik FROM unnest(ways) WHERE level = i) ORDER BY board_last_on DESC, issuer_cik LIMIT 1;
      here := step.issuer_cik;
    ELSE
      SELECT * INTO step FROM relationships WHERE is_on_board AND issuer_cik = here
        AND insider_cik IN (SELECT cik FROM unnest(ways) WHERE level = i) ORDER BY board_last_on DESC, insider_cik LIMIT 1;
      here := step.insider_cik;
    END IF;
    RETURN NEXT step;
  END LOOP;
END
$$;
