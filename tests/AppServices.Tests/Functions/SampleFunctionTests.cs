using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Server.Functions;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Functions;

/// <summary>The functions of samples/quickstart, run as they are.</summary>
public sealed class SampleFunctionTests
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "samples", "quickstart", "functions");

    [Theory]
    [InlineData("sum", "[1,2,3]", """{"$numberInt":"6"}""")]
    [InlineData("sum", "[]", """{"$numberInt":"0"}""")]
    [InlineData("echo", """[{"$numberLong":"5"}]""", """{"$numberLong":"5"}""")]
    [InlineData("cartTotal", """[{"nuts":3,"bolts":2}]""", """{"items":{"$numberInt":"5"},"total":{"$numberDouble":"1.55"},"currency":"EUR"}""")]
    [InlineData("whoAmI", "[]", """{"id":"6650a1f2c3d4e5f6a7b8c9d0","type":"normal","email":"a@example.com","identities":[{"id":"i1","provider_type":"local-userpass"}]}""")]
    [InlineData("priceList", "[]", """{"prices":{"nuts":{"$numberDouble":"0.25"},"bolts":{"$numberDouble":"0.4"}},"currency":"EUR"}""")]
    [InlineData("refund", """["6650A1F2c3d4e5f6a7b8c9d0"]""", """{"orderId":{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"},"refunded":true}""")]
    [InlineData("refund", """[{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"}]""", """{"orderId":{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"},"refunded":true}""")]
    [InlineData("slowReport", "[10]", """{"milliseconds":{"$numberInt":"10"}}""")]
    [InlineData("failOnText", "[5]", """{"$numberInt":"5"}""")]
    [InlineData("membersOnly", "[]", "\"Welcome back, a@example.com!\"")]
    public async Task A_function_answers(string name, string arguments, string expected)
    {
        Assert.Equal(expected, FunctionFixture.Text(await CallAsync(Shop(), name, arguments)));
    }

    [Theory]
    [InlineData("cartTotal", """[{"screws":1}]""", "Error: we do not sell screws")]
    [InlineData("cartTotal", """[{"toString":1}]""", "Error: we do not sell toString")]
    [InlineData("checkout", "[{}]", "Error: the cart is empty")]
    [InlineData("checkout", """[{"nuts":-1}]""", "Error: nuts: order at least one")]
    [InlineData("refund", """["tomorrow"]""", "Error: an order id has 24 hex digits")]
    [InlineData("failOnText", """["x"]""", "Error: text is not welcome: x")]
    [InlineData("discountFor", "[1]", "function not found")]
    public async Task A_function_refuses(string name, string arguments, string message)
    {
        FunctionException error = await Assert.ThrowsAsync<FunctionException>(() => CallAsync(Shop(), name, arguments));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public async Task An_order_names_its_customer_and_its_discount()
    {
        BsonDocument order = (BsonDocument)await CallAsync(Shop(), "checkout", """[{"nuts":400}]""");
        Assert.Equal(FunctionFixture.UserId, order["customer"].AsString);
        Assert.Equal(10.0, order["discount"].ToDouble());
        Assert.Equal(100.0, order["total"].ToDouble());
        Assert.InRange(order["placedAt"].ToUniversalTime(), DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task Users_without_email_are_no_members()
    {
        FunctionFixture shop = Shop();
        shop.User = shop.User with { Data = [] };
        FunctionException error = await Assert.ThrowsAsync<FunctionException>(() => CallAsync(shop, "membersOnly", "[]"));
        Assert.Equal("rule not matched for function \"membersOnly\"", error.Message);
    }

    [Fact]
    public async Task Every_type_is_there()
    {
        BsonDocument types = (BsonDocument)await CallAsync(Shop(), "everyType", "[]");
        // A DBPointer has no type of its own in the driver; it is a document here.
        Assert.Equal(Enum.GetValues<BsonType>().Where(static type => type != BsonType.EndOfDocument).Order(), types.Values.Select(static value => value.BsonType).Distinct().Order());
        Assert.True(types["dbPointer"].AsBsonDocument.Contains("$dbPointer"));
    }

    private static Task<BsonValue> CallAsync(FunctionFixture shop, string name, string arguments) =>
        shop.CallAsync(name, [.. (BsonArray)FunctionFixture.Parse(arguments)]);

    private static FunctionFixture Shop()
    {
        var shop = new FunctionFixture();
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(s_folder, "config.json")));
        foreach (JsonElement entry in manifest.RootElement.EnumerateArray())
        {
            string name = entry.GetProperty("name").GetString()!;
            string file = Path.Combine(s_folder, name + ".js");
            shop.Add(new FunctionDefinition(name, File.ReadAllText(file), file)
            {
                IsPrivate = entry.TryGetProperty("private", out JsonElement isPrivate) && isPrivate.GetBoolean(),
                CanEvaluate = entry.TryGetProperty("can_evaluate", out JsonElement expression) ? FunctionFixture.Parse(expression.GetRawText()) : null,
            });
        }

        return shop;
    }
}
