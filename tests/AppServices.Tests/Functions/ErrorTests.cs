using System.Threading.Tasks;
using AppServices.Server.Functions;
using Xunit;

namespace AppServices.Tests.Functions;

public sealed class ErrorTests
{
    [Theory]
    [InlineData("throw new Error('m')", "Error: m")]
    [InlineData("throw new Error()", "Error")]
    [InlineData("throw new RangeError('m')", "RangeError: m")]
    [InlineData("class Mine extends Error { constructor() { super('m'); this.name = 'Mine'; } } throw new Mine()", "Mine: m")]
    [InlineData("throw 'plain text'", "plain text")]
    [InlineData("throw 5", "5")]
    [InlineData("throw null", "null")]
    [InlineData("throw undefined", "undefined")]
    [InlineData("throw { code: 7, id: new BSON.ObjectId('6650a1f2c3d4e5f6a7b8c9d0') }", """{"code":7,"id":"6650a1f2c3d4e5f6a7b8c9d0"}""")]
    [InlineData("return missing", "ReferenceError: missing is not defined")]
    [InlineData("return Promise.reject(new Error('async'))", "Error: async")]
    [InlineData("return new Promise((_, no) => setTimeout(() => no('late'), 1))", "late")]
    [InlineData("throw { toJSON() { throw 1; } }", "an error that cannot be shown was thrown")]
    [InlineData("throw { get message() { throw 1; } }", "an error that cannot be shown was thrown")]
    [InlineData("return { get a() { throw new Error('getter'); } }", "Error: getter")]
    [InlineData("return BSON.ObjectId('xyz')", "TypeError: an ObjectId is made from 24 hex digits or 12 bytes")]
    public async Task The_client_reads(string body, string message)
    {
        foreach (string source in new[] { $"exports = () => {{ {body} }}", $"exports = async () => {{ await null; {body} }}" })
        {
            FunctionException error = await new FunctionFixture(source).FailAsync();
            Assert.Equal((FunctionException.ExecutionError, message), (error.Code, error.Message));
        }
    }

    [Fact]
    public async Task An_error_at_the_top_of_the_file_fails_the_call()
    {
        Assert.Equal("Error: top", (await new FunctionFixture("exports = () => 1; throw new Error('top');").FailAsync()).Message);
    }

    [Fact]
    public async Task An_unknown_member_names_its_type_of_error()
    {
        Assert.StartsWith(
            "TypeError: ",
            (await new FunctionFixture("exports = () => context.services.get('x').insertOne()").FailAsync()).Message,
            System.StringComparison.Ordinal);
    }
}
