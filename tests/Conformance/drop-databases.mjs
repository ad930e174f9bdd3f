// Drops the databases whose names begin with a text, at the MongoDB where the tests of Pester had them.
import { MongoClient } from 'mongodb';

const [prefix] = process.argv.slice(2);
if (!prefix) throw new Error('What do the names of the databases begin with?');
const client = new MongoClient(process.env.APPSERVICES_TEST_STORE);
try {
    const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
    for (const { name } of databases) if (name.startsWith(prefix)) await client.db(name).dropDatabase();
} finally {
    await client.close();
}
