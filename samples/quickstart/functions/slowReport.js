// Takes as long as it is told to, as a big report would. console.log writes to the server's log.
exports = async milliseconds => {
  console.log(`slowReport waits ${milliseconds} ms`);
  await new Promise(done => setTimeout(done, milliseconds));
  return { milliseconds };
};
