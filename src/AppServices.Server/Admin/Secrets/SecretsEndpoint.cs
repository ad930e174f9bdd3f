using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.Errors;
using AppServices.Server.Http;
using AppServices.Server.Storage;

namespace AppServices.Server.Admin.Secrets;

/// <summary>The secrets of an app, whose values no reply has. Source: admin-api 4.4.</summary>
internal sealed partial class SecretsEndpoint(AppDefinitions definitions, AppSecrets secrets) : IAdminEndpoint
{
    private const int MaxLength = 64 * 1024;

    public void Map(AdminRoutes routes)
    {
        routes.Get("/secrets", async (call, app) => await AdminJson.SendAsync(
            call.Context, 200, new JsonArray([.. (await secrets.ListAsync(app.ClientAppId, call.Aborted)).Select(ToJson)])));
        routes.Change("POST", "/secrets", AddAsync);
        routes.Change("PUT", "/secrets/{id}", ChangeAsync);
        routes.Change("DELETE", "/secrets/{id}", DeleteAsync);
    }

    private static JsonObject ToJson(SecretRecord secret) => new() { ["_id"] = secret.Id, ["name"] = secret.Name };

    private async Task AddAsync(AdminCall call, AppEntry app)
    {
        definitions.RequireWritable(app);
        JsonObject body = await AdminJson.ReadObjectAsync(call.Context);
        string name = ReadName(body);
        try
        {
            SecretRecord secret = await secrets.AddAsync(app.ClientAppId, name, ReadValue(body)
                ?? throw new ApiException(400, "MissingParameter", "'value' is a required string"), call.Aborted);
            await definitions.ReloadAsync(app, call.Aborted);
            call.Audit($"made secret '{name}' of app '{app.ClientAppId}'");
            await AdminJson.SendAsync(call.Context, 201, ToJson(secret));
        }
        catch (DuplicateKeyException)
        {
            throw NameTaken(name);
        }
    }

    private async Task ChangeAsync(AdminCall call, AppEntry app)
    {
        definitions.RequireWritable(app);
        SecretRecord secret = await RequireAsync(call, app);
        JsonObject body = await AdminJson.ReadObjectAsync(call.Context);
        string name = ReadName(body);
        try
        {
            await secrets.ChangeAsync(secret, name, ReadValue(body), call.Aborted);
        }
        catch (DuplicateKeyException)
        {
            throw NameTaken(name);
        }
        await definitions.ReloadAsync(app, call.Aborted);
        call.Audit($"changed secret '{name}' of app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private async Task DeleteAsync(AdminCall call, AppEntry app)
    {
        definitions.RequireWritable(app);
        SecretRecord secret = await RequireAsync(call, app);
        await secrets.DeleteAsync(secret, call.Aborted);
        await definitions.ReloadAsync(app, call.Aborted);
        call.Audit($"deleted secret '{secret.Name}' of app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private async Task<SecretRecord> RequireAsync(AdminCall call, AppEntry app) =>
        (await secrets.ListAsync(app.ClientAppId, call.Aborted)).FirstOrDefault(secret => secret.Id == call.Route("id"))
            ?? throw new ApiException(404, null, $"secret not found: \"{call.Route("id")}\"");

    private static string ReadName(JsonObject body) => body.RequiredText("name") is var name && Name().IsMatch(name)
        ? name
        : throw new ApiException(
            400, "InvalidParameter", "the name of a secret has letters, digits, '_', '-', '.' and '/', and 128 at most");

    // A client that only gives another name sends an empty value.
    private static string? ReadValue(JsonObject body) => body.Text("value") switch
    {
        null or "" => null,
        { Length: > MaxLength } => throw new ApiException(400, "InvalidParameter", $"'value' has {MaxLength} characters at most"),
        var value => value,
    };

    private static ApiException NameTaken(string name) => new(409, null, $"secret with name '{name}' already exists");

    [GeneratedRegex(@"^[A-Za-z0-9_./-]{1,128}\z")]
    private static partial Regex Name();
}
