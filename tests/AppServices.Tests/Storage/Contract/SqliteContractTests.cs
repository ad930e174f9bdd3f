using System.Threading.Tasks;
using AppServices.Server.Storage;

namespace AppServices.Tests.Storage.Contract;

public sealed class SqliteDocumentTests : DocumentContract
{
    internal override StoreUnderTest Open() => new SqliteUnderTest();
}

public sealed class SqliteIndexTests : IndexContract
{
    internal override StoreUnderTest Open() => new SqliteUnderTest();
}

public sealed class SqliteCollectionTests : CollectionContract
{
    internal override StoreUnderTest Open() => new SqliteUnderTest();
}

public sealed class SqliteTransactionTests : TransactionContract
{
    internal override StoreUnderTest Open() => new SqliteUnderTest();
}

public sealed class SqliteChangeTests : ChangeContract
{
    internal override StoreUnderTest Open() => new SqliteUnderTest();
}

public sealed class SqliteStateTests : StateContract
{
    internal override StoreUnderTest Open() => new SqliteUnderTest();
}

/// <summary>A store in a file of a folder of its own.</summary>
internal sealed class SqliteUnderTest : StoreUnderTest
{
    private readonly TestStore _test = new();

    public override IDataStore Store => _test.Store;

    public override Task ReopenAsync() => _test.ReopenAsync();

    public override ValueTask DisposeAsync() => _test.DisposeAsync();
}
