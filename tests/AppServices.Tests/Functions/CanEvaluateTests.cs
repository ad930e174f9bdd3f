using System.Threading.Tasks;
using AppServices.Server.Functions;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Functions;

public sealed class CanEvaluateTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("true")]
    [InlineData("""{"%%true": true}""")]
    [InlineData("""{"%%user.id": "6650a1f2c3d4e5f6a7b8c9d0"}""")]
    [InlineData("""{"%%user.data.email": {"%exists": true}}""")]
    [InlineData("""{"%%user.data.phone": {"%exists": false}, "%%user.type": "normal"}""")]
    [InlineData("""{"%%user.data.email": {"%in": ["b@example.com", "a@example.com"]}}""")]
    [InlineData("""{"%%user.data.email": {"$nin": ["b@example.com"]}}""")]
    [InlineData("""{"%%user.data.email": {"$in": "%%values.admins"}}""")]
    [InlineData("""{"%%user.custom_data.level": {"$gt": 2, "$lte": {"$numberLong": "3"}, "$ne": 4}}""")]
    [InlineData("""{"%%user.custom_data.level": {"%and": [{"$gte": 3.0}, {"$lt": 4}]}}""")]
    [InlineData("""{"%%user.custom_data.masterId": null}""")]
    [InlineData("""{"%%user.identities.providerType": "local-userpass"}""")]
    [InlineData("""{"%%environment.tag": "testing", "%%environment.values.limit": 5}""")]
    [InlineData("""{"%%request.requestHeaders.x-key": "abc"}""")]
    [InlineData("""{"%%request.httpMethod": {"%not": {"$eq": "GET"}}}""")]
    [InlineData("""{"%or": [{"%%user.type": "server"}, {"%%user.type": "normal"}]}""")]
    [InlineData("""{"%nor": [{"%%user.type": "server"}]}""")]
    [InlineData("""{"%not": {"%%user.type": "server"}}""")]
    [InlineData("""{"%%true": {"%function": {"name": "allow", "arguments": ["%%user.data.email", 1]}}}""")]
    [InlineData("""{"%%false": {"%function": {"name": "allow", "arguments": ["nobody", 1]}}}""")]
    [InlineData("""{"%function": {"name": "allow", "arguments": ["a@example.com", 1]}}""")]
    [InlineData("""{"%%user.data.email": {"%function": {"name": "email", "arguments": []}}}""")]
    [InlineData("""{"%%true": {"%and": [{"%%user.type": "normal"}, true]}}""")]
    [InlineData("""{"%%values.owner": {"%stringToOid": "%%user.id"}}""")]
    [InlineData("""{"%%user.id": {"%oidToString": "%%values.owner"}}""")]
    public async Task Lets_the_caller_in(string expression)
    {
        Assert.Equal("""{"$numberInt":"1"}""", await Guarded(expression).CallAsync());
    }

    [Theory]
    [InlineData("false")]
    [InlineData("""{"%%true": false}""")]
    [InlineData("""{"%%user.id": "%%user.type"}""")]
    [InlineData("""{"%%user.id": "6650a1f2c3d4e5f6a7b8c9d0", "%%user.type": "server"}""")]
    [InlineData("""{"%%user.data.email": {"%in": ["b@example.com"]}}""")]
    [InlineData("""{"%%user.data.email": {"%exists": false}}""")]
    [InlineData("""{"%%user.data.email": {"$gt": 5}}""")]
    [InlineData("""{"%%user.custom_data.level": "3"}""")]
    [InlineData("""{"%%values.owner": "%%user.id"}""")]
    [InlineData("""{"%%true": {"%function": {"name": "allow", "arguments": ["nobody", 1]}}}""")]
    [InlineData("""{"%%true": {"%function": {"name": "fails", "arguments": []}}}""")]
    [InlineData("""{"%%false": {"%function": {"name": "fails", "arguments": []}}}""")]
    [InlineData("""{"%not": {"%%true": {"%function": {"name": "missing"}}}}""")]
    [InlineData("""{"%%unknown.x": "1"}""")]
    [InlineData("""{"field": "1"}""")]
    [InlineData("""{"%not": {"%odd": 1}}""")]
    [InlineData("""{"%%user.id": {"%odd": 1}}""")]
    [InlineData("""{"%or": {"%%user.type": "normal"}}""")]
    [InlineData("""{"%not": {"%%values.owner": {"%stringToOid": "%%user.type"}}}""")]
    [InlineData("\"yes\"")]
    [InlineData("null")]
    [InlineData("[true]")]
    public async Task Keeps_the_caller_out(string expression)
    {
        FunctionException error = await Guarded(expression).FailAsync();
        Assert.Equal((FunctionException.ExecutionError, "rule not matched for function \"f\""), (error.Code, error.Message));
    }

    [Fact]
    public async Task Is_asked_of_clients_only()
    {
        FunctionFixture app = Guarded("false").Add("g", "exports = () => context.functions.execute('f')");
        Assert.Equal(new BsonInt32(1), await app.CallAsync("f", [], fromClient: false));
        Assert.Equal(new BsonInt32(1), await app.CallAsync("g", []));
    }

    private static FunctionFixture Guarded(string expression)
    {
        var app = new FunctionFixture().Add(new FunctionDefinition("f", "exports = () => 1", "f.js") { CanEvaluate = FunctionFixture.Parse(expression) });
        app.Values["admins"] = new BsonArray { "a@example.com" };
        app.Values["owner"] = new ObjectId(FunctionFixture.UserId);
        return app
            .Add(new FunctionDefinition("allow", "exports = async (email, one) => email === 'a@example.com' && one === 1 && context.user.type === 'normal'", "allow.js") { IsPrivate = true })
            .Add("email", "exports = () => context.user.data.email")
            .Add("fails", "exports = () => { throw new Error('no'); }");
    }
}
