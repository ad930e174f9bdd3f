// Keeps something about a new user, of every type that custom data can have. An address at evil.example.com is turned away.
exports = async ({ id, data }) => {
  if (data.email?.endsWith('@evil.example.com')) throw new Error('not you');
  await context.services.get('mongodb-atlas').db('shop').collection('people').insertOne({
    user: id,
    role: 'member',
    logins: 1,
    points: BSON.Long.fromString('9007199254740993'),
    ratio: 0.5,
    credit: BSON.Decimal128.fromString('12.50'),
    since: new Date('2026-01-02T03:04:05.678Z'),
    shop: new BSON.ObjectId('6650a1f2c3d4e5f6a7b8c9d0'),
    tags: ['new', { deep: true }],
    nothing: null,
  });
};
