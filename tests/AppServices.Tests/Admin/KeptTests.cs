using System.Threading.Tasks;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Admin;

/// <summary>What other products of the hosted service need: kept, or refused with the reason (admin-api 4.13).</summary>
public sealed class KeptTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    [Fact]
    public async Task Settings_of_GraphQL_are_kept()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, _) = await AppsTests.CreateAsync(admin);
        Assert.True((await admin.ExpectAsync(200, "GET", app + "/graphql/config")).Json.GetProperty("use_natural_pluralization").GetBoolean());
        await admin.ExpectAsync(204, "PUT", app + "/graphql/config", """{"use_natural_pluralization":true,"disable_schema_introspection":true}""");
        Assert.True((await admin.ExpectAsync(200, "GET", app + "/graphql/config")).Json.GetProperty("disable_schema_introspection").GetBoolean());
        await admin.ExpectAsync(400, "PUT", app + "/graphql/config", """{"use_natural_pluralization":false}""");
        await admin.ExpectAsync(204, "PUT", app + "/validation_settings/graphql", """{"read_validation_action":"WARN"}""");
        WireReply settings = await admin.ExpectAsync(200, "GET", app + "/validation_settings/graphql");
        Assert.Equal(("WARN", "STRICT"), (settings.String("read_validation_action"), settings.String("write_validation_level")));
        await admin.ExpectAsync(400, "PUT", app + "/validation_settings/graphql", """{"write_validation_level":"SOMETIMES"}""");
    }

    [Fact]
    public async Task Resolvers_are_kept_as_objects()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, _) = await AppsTests.CreateAsync(admin);
        string function = (await admin.ExpectAsync(201, "POST", app + "/functions", """{"name":"f","source":"exports = () => 1"}""")).String("_id");
        string path = app + "/graphql/custom_resolvers";
        string id = (await admin.ExpectAsync(201, "POST", path, $$"""{"on_type":"Query","field_name":"sum","function_id":"{{function}}"}""")).String("_id");
        await admin.ExpectAsync(409, "POST", path, $$"""{"on_type":"Query","field_name":"sum","function_id":"{{function}}"}""");
        await admin.ExpectAsync(400, "POST", path, """{"on_type":"Query","field_name":"other"}""");
        await admin.ExpectAsync(204, "PUT", $"{path}/{id}", """{"on_type":"Query","field_name":"total","function_name":"f"}""");
        WireReply known = await admin.ExpectAsync(200, "GET", $"{path}/{id}");
        Assert.Equal(("total", function), (known.String("field_name"), known.String("function_id")));
        await admin.ExpectAsync(204, "DELETE", $"{path}/{id}");
        Assert.Equal("[]", (await admin.ExpectAsync(200, "GET", path)).Text);
    }

    [Fact]
    public async Task An_app_may_refuse_null_for_fields_that_are_not_required()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, string id) = await AppsTests.CreateAsync(admin);
        string service = (await admin.ExpectAsync(201, "POST", app + "/services", """{"name":"mongodb-atlas","type":"mongodb-atlas","config":{}}""")).String("_id");
        await admin.ExpectAsync(201, "POST", $"{app}/services/{service}/rules", """
            {"database":"d","collection":"c","roles":[{"name":"all","apply_when":{},"read":true,"write":true,"insert":true}]}
            """);
        await admin.ExpectAsync(200, "POST", app + "/schemas", """
            {"metadata":{"data_source":"mongodb-atlas","database":"d","collection":"c"},
             "schema":{"title":"C","properties":{"_id":{"bsonType":"int"},"name":{"bsonType":"string"}}}}
            """);
        await admin.ExpectAsync(201, "POST", app + "/auth_providers", """{"type":"anon-user"}""");
        WireLogin login = await server.LogInAsync(appId: id);
        string path = app + "/validation_settings/null_type_schema_validation";
        Assert.Equal("""{"enabled":true}""", (await admin.ExpectAsync(200, "GET", path)).Text);
        Assert.Equal(200, (int)(await InsertAsync(id, login, 1)).Status);
        await admin.ExpectAsync(204, "PUT", path, """{"enabled":false}""");
        Assert.Equal("""{"enabled":false}""", (await admin.ExpectAsync(200, "GET", path)).Text);
        Assert.Equal("SchemaValidationFailedWrite", (await InsertAsync(id, login, 2)).String("error_code"));
        await admin.ExpectAsync(400, "PUT", path, "{}");
    }

    [Theory]
    [InlineData("POST", "/graphql", "GraphQL")]
    [InlineData("GET", "/sync/data?service_id=1", "Sync")]
    [InlineData("GET", "/deployment_migration", "import")]
    [InlineData("PUT", "/deployment_migration", "import")]
    [InlineData("POST", "/security/private_endpoints", "access_list")]
    [InlineData("GET", "/services/1/commands/build_info", "cluster")]
    [InlineData("POST", "/services/1/commands/generate_schema", "debug/execute_function_source")]
    public async Task What_is_not_served_says_so(string method, string path, string says)
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, _) = await AppsTests.CreateAsync(admin);
        string error = (await admin.ExpectAsync(501, method, app + path, method == "GET" ? null : "{}")).String("error");
        Assert.StartsWith("not served: ", error, System.StringComparison.Ordinal);
        Assert.Contains(says, error, System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_are_no_private_endpoints()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, _) = await AppsTests.CreateAsync(admin);
        Assert.Equal("[]", (await admin.ExpectAsync(200, "GET", app + "/security/private_endpoints")).Text);
        Assert.Equal("[]", (await admin.ExpectAsync(200, "GET", app + "/security/private_endpoint_service_infos")).Text);
        await admin.ExpectAsync(204, "POST", app + "/security/allow_non_vpc_client_requests", """{"allow_non_vpc_client_requests":true}""");
        await admin.ExpectAsync(400, "POST", app + "/security/allow_non_vpc_client_requests", """{"allow_non_vpc_client_requests":false}""");
    }

    private Task<WireReply> InsertAsync(string app, WireLogin login, int id) => server.SendAsync(
        "POST", $"/app/{app}/functions/call", login.AccessToken, $$$"""
            {"name":"insertOne","service":"mongodb-atlas",
             "arguments":[{"database":"d","collection":"c","document":{"_id":{"$numberInt":"{{{id}}}"},"name":null}}]}
            """);
}
