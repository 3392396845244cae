/** A thread beside one that may block for long: ends their process once nobody is there any more who has started it. */
const parent = process.ppid

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
}, 1_000)
