using System.Linq;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.AppConfig;
using AppServices.Server.Errors;
using AppServices.Server.Http;

namespace AppServices.Server.Admin.Objects;

/// <summary>The addresses from which clients may call an app. Source: admin-api 4.10.</summary>
internal sealed class AccessListEndpoint(ObjectsEndpoint objects) : IAdminEndpoint
{
    private const string Path = "/security/access_list";
    private const string Kind = "allowed_ip";
    private const int MaxComment = 256;

    public void Map(AdminRoutes routes)
    {
        routes.Get(Path, ListAsync);
        routes.Change("POST", Path, AddAsync);
        routes.Change("PATCH", Path + "/{id}", ChangeAsync);
        routes.Change("DELETE", Path + "/{id}", DeleteAsync);
    }

    private async Task ListAsync(AdminCall call, AppEntry app)
    {
        References references = await objects.ReadAsync(call, app);
        var allowed = new JsonArray([.. references.Files.Array(AccessList.File).OfType<JsonObject>()
            .Select(entry => ToReply(call, references, entry))]);
        await AdminJson.SendAsync(
            call.Context, 200, new JsonObject { ["allowed_ips"] = allowed, ["current_ip"] = Current(call)?.ToString() });
    }

    private async Task AddAsync(AdminCall call, AppEntry app)
    {
        JsonObject body = await AdminJson.ReadObjectAsync(call.Context);
        JsonObject entry = new() { [AccessList.Address] = AddressOf(call, body) ?? body.RequiredText(AccessList.Address) };
        SetComment(entry, body);
        JsonObject reply = await objects.ChangeAsync(call, app, references =>
        {
            JsonArray list = references.Files.Array(AccessList.File);
            if (list.Count >= AccessList.MaxEntries)
                throw ApiException.BadRequest($"an access list has {AccessList.MaxEntries} entries at most; delete one first");
            RequireFree(list, Address(entry));
            list.Add(entry.DeepClone());
            references.Files.Write(AccessList.File, list);
            references.Ids.Add(Kind, Address(entry));
            return ToReply(call, references, entry);
        });
        call.Audit($"added '{Address(entry)}' to the access list of app '{app.ClientAppId}'");
        await AdminJson.SendAsync(call.Context, 201, reply);
    }

    private async Task ChangeAsync(AdminCall call, AppEntry app)
    {
        JsonObject body = await AdminJson.ReadObjectAsync(call.Context);
        string? address = AddressOf(call, body);
        (string before, JsonObject reply) = await objects.ChangeAsync(call, app, references =>
        {
            JsonArray list = references.Files.Array(AccessList.File);
            JsonObject entry = Require(call, references, list);
            string before = Address(entry);
            if (address is not null && address != before)
            {
                RequireFree(list, address);
                entry[AccessList.Address] = address;
                references.Ids.Rename(Kind, before, address);
            }
            SetComment(entry, body);
            references.Files.Write(AccessList.File, list);
            return (before, ToReply(call, references, entry));
        });
        call.Audit($"changed '{before}' in the access list of app '{app.ClientAppId}' to '{address ?? before}'");
        await AdminJson.SendAsync(call.Context, 200, reply);
    }

    private async Task DeleteAsync(AdminCall call, AppEntry app)
    {
        string address = await objects.ChangeAsync(call, app, references =>
        {
            JsonArray list = references.Files.Array(AccessList.File);
            JsonObject entry = Require(call, references, list);
            string address = Address(entry);
            list.Remove(entry);
            if (list.Count > 0) references.Files.Write(AccessList.File, list);
            else references.Files.Delete(AccessList.File);
            references.Ids.Remove(Kind, address);
            return address;
        });
        call.Audit($"deleted '{address}' from the access list of app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private static string Address(JsonObject entry) => entry.RequiredText(AccessList.Address);

    private static IPAddress? Current(AdminCall call) => AddressRange.Plain(call.Context.Connection.RemoteIpAddress);

    // The command-line tool sends an empty address where the caller's own is meant, or none is to change.
    private static string? AddressOf(AdminCall call, JsonObject body)
    {
        if (body.Flag("use_current") && Current(call) is { } current) return current.ToString();
        if (body.Text(AccessList.Address) is not { Length: > 0 } text) return null;
        if (AddressRange.TryParse(text) is null) throw ObjectChecks.Invalid($"'{text}' is no address: {AddressRange.Expected}");
        return text;
    }

    private static void SetComment(JsonObject entry, JsonObject body)
    {
        if (body.Text(AccessList.Comment) is not { } comment) return;
        if (comment.Length > MaxComment) throw ObjectChecks.Invalid($"'{AccessList.Comment}' must have {MaxComment} characters at most");
        entry[AccessList.Comment] = comment;
    }

    private static void RequireFree(JsonArray list, string address)
    {
        IPNetwork? wanted = AddressRange.TryParse(address);
        if (list.OfType<JsonObject>().Any(entry => Equals(AddressRange.TryParse(Address(entry)), wanted)))
            throw new ApiException(409, null, $"'{address}' is in the access list already");
    }

    private static JsonObject Require(AdminCall call, References references, JsonArray list) =>
        list.OfType<JsonObject>().FirstOrDefault(entry => references.IdOf(Kind, Address(entry)) == call.Route("id"))
            ?? throw new ApiException(404, null, $"allowed IP not found: 'ObjectID(\"{call.Route("id")}\")'");

    private static JsonObject ToReply(AdminCall call, References references, JsonObject entry)
    {
        string address = Address(entry);
        IPNetwork? network = AddressRange.TryParse(address);
        return new JsonObject
        {
            ["_id"] = references.IdOf(Kind, address),
            [AccessList.Address] = address,
            ["ip"] = network?.BaseAddress.ToString(),
            ["network"] = network?.ToString(),
            [AccessList.Comment] = entry.Text(AccessList.Comment) ?? "",
            ["includes_current"] = Current(call) is { } current && network?.Contains(current) == true,
        };
    }
}
