using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Operations;
using AppServices.Server.Storage;
using Xunit;

namespace AppServices.Tests.Storage;

public sealed class IndexTests
{
    [Fact]
    public async Task Documents_come_in_the_order_in_which_they_were_stored()
    {
        await using var test = new TestStore();
        await test.InsertAsync("{_id: 3}", "{_id: 1}", "{_id: 2}");
        Assert.Equal("3,1,2", await test.IdsAsync());
    }

    [Theory]
    [InlineData("{a: 2}", "2")]
    [InlineData("{a: {$gt: 1}}", "2,3,4")]
    [InlineData("{a: {$gt: 1, $lt: 3}}", "2,4")]
    [InlineData("{a: {$in: [3, 1]}}", "1,3")]
    [InlineData("{a: null}", "5,6")]
    [InlineData("{a: {$lt: 'z'}}", "7")]
    [InlineData("{a: 2.5}", "4")]
    public async Task An_index_changes_no_answer(string filter, string expected)
    {
        await using var test = new TestStore();
        await test.InsertAsync("{_id: 1, a: 1}", "{_id: 2, a: 2}", "{_id: 3, a: 3}", "{_id: 4, a: 2.5}", "{_id: 5}", "{_id: 6, a: null}", "{_id: 7, a: 'x'}");
        Assert.Equal(expected, await test.IdsAsync(filter, "{_id: 1}"));
        await test.IndexAsync("{a: 1}");
        Assert.Equal(expected, await test.IdsAsync(filter, "{_id: 1}"));
    }

    [Fact]
    public async Task A_unique_value_can_be_there_once()
    {
        await using var test = new TestStore();
        await test.IndexAsync("{email: 1}", isUnique: true);
        await test.InsertAsync("{_id: 1, email: 'a@x'}");
        WriteFailedException failed = await Assert.ThrowsAsync<WriteFailedException>(() => test.InsertAsync("{_id: 2, email: 'a@x'}"));
        var duplicate = Assert.IsType<DuplicateKeyException>(failed.Errors[0].Error);
        Assert.Equal("email_1", duplicate.Index);
        Assert.Equal("a@x", duplicate.Key["email"].AsString);
        Assert.Equal("1", await test.IdsAsync());
    }

    [Fact]
    public async Task A_missing_value_is_unique_too_unless_the_index_is_sparse()
    {
        await using var test = new TestStore();
        await test.IndexAsync("{a: 1}", isUnique: true);
        await test.IndexAsync("{b: 1}", isUnique: true, isSparse: true);
        await test.InsertAsync("{_id: 1, a: 1}", "{_id: 2}");
        await Assert.ThrowsAsync<WriteFailedException>(() => test.InsertAsync("{_id: 3, a: null}"));
        Assert.Equal("1,2", await test.IdsAsync("{b: null}", "{_id: 1}"));
    }

    [Fact]
    public async Task Ids_of_equal_numbers_are_the_same_id()
    {
        await using var test = new TestStore();
        await test.InsertAsync("{_id: 1}");
        await Assert.ThrowsAsync<WriteFailedException>(() => test.InsertAsync("{_id: 1.0}"));
        await Assert.ThrowsAsync<WriteFailedException>(() => test.InsertAsync("{_id: NumberDecimal('1.00')}"));
        Assert.Equal("1", await test.IdsAsync("{_id: NumberLong(1)}"));
    }

    [Fact]
    public async Task An_index_made_later_holds_the_documents_that_are_there()
    {
        await using var test = new TestStore();
        await test.InsertAsync("{_id: 1, tags: ['x', 'y']}", "{_id: 2, tags: 'y'}", "{_id: 3, tags: []}");
        await test.IndexAsync("{tags: 1}");
        Assert.Equal("1,2", await test.IdsAsync("{tags: 'y'}", "{_id: 1}"));
        Assert.Equal("1", await test.IdsAsync("{tags: {$in: ['x', 'y'], $size: 2}}"));
        Assert.Equal("1", await test.IdsAsync("{tags: ['x', 'y']}"));
    }

    [Fact]
    public async Task A_unique_index_is_refused_when_documents_are_alike()
    {
        await using var test = new TestStore();
        await test.InsertAsync("{_id: 1, a: 5}", "{_id: 2, a: 5}");
        await Assert.ThrowsAsync<DuplicateKeyException>(() => test.IndexAsync("{a: 1}", isUnique: true));
        Assert.Empty(await test.Store.ListIndexesAsync(TestStore.Items, TestStore.Token));
        await test.IndexAsync("{a: 1}");
        Assert.Equal("1,2", await test.IdsAsync("{a: 5}"));
    }

    [Fact]
    public async Task Two_arrays_cannot_share_an_index()
    {
        await using var test = new TestStore();
        await test.IndexAsync("{a: 1, b: 1}");
        WriteFailedException failed = await Assert.ThrowsAsync<WriteFailedException>(() => test.InsertAsync("{_id: 1, a: [1, 2], b: [3, 4]}"));
        Assert.Equal(171, Assert.IsType<DocumentException>(failed.Errors[0].Error).Code);
        Assert.Equal("", await test.IdsAsync());
    }

    [Theory]
    [InlineData("{a: 1, b: -1}")]
    [InlineData("{a: -1, b: 1}")]
    public async Task An_order_that_an_index_has_is_the_same_without_it(string fields)
    {
        await using var test = new TestStore();
        await test.InsertAsync("{_id: 1, a: 2, b: 1}", "{_id: 2, a: 1, b: 1}", "{_id: 3, a: 2, b: 2}", "{_id: 4, b: 9}", "{_id: 5, a: 1, b: 'x'}");
        const string expected = "4,5,2,3,1";
        Assert.Equal(expected, await test.IdsAsync("{}", "{a: 1, b: -1}", limit: 10));
        await test.IndexAsync(fields);
        Assert.Equal(expected, await test.IdsAsync("{}", "{a: 1, b: -1}", limit: 10));
        Assert.Equal("1,3,2,5,4", await test.IdsAsync("{}", "{a: -1, b: 1}", limit: 10));
        Assert.Equal("5,2", await test.IdsAsync("{a: 1}", "{b: -1}"));
    }

    [Fact]
    public async Task A_dropped_index_is_gone_and_its_name_free()
    {
        await using var test = new TestStore();
        await test.InsertAsync("{_id: 1, a: 5}");
        string name = await test.IndexAsync("{a: 1}");
        Assert.True(await test.Store.DropIndexAsync(TestStore.Items, name, TestStore.Token));
        Assert.False(await test.Store.DropIndexAsync(TestStore.Items, name, TestStore.Token));
        Assert.Equal("1", await test.IdsAsync("{a: 5}"));
        await test.IndexAsync("{a: 1}");
        Assert.Equal("1", await test.IdsAsync("{a: 5}"));
    }
}
