// Changes what is kept about the caller.
exports = async change => {
  await context.services.get('mongodb-atlas').db('shop').collection('people').updateOne({ user: context.user.id }, { $set: change });
};
