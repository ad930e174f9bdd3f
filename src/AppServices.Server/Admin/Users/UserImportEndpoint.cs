using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.Operators;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.Http;
using AppServices.Server.Storage;
using AppServices.Server.Users;

namespace AppServices.Server.Admin.Users;

/// <summary>POST <c>~/users/import</c>, which the hosted service does not have. Source: admin-api 5.4.</summary>
internal sealed class UserImportEndpoint(IDataStore store, UserDirectory users, TimeProvider clock) : IAdminEndpoint
{
    public void Map(AdminRoutes routes) => routes.Add("POST", "/users/import", AdminRight.WriteUsers, ImportAsync);

    private async Task ImportAsync(AdminCall call, AppEntry app)
    {
        IReadOnlyList<ImportRow> rows = ImportRow.Split(await ApiRequest.ReadBytesAsync(call.Context));
        var import = new UserImport(store, users, app.ClientAppId, app.App.Definition, clock);
        var done = new List<ImportedUser>();
        foreach (ImportRow row in rows) done.Add(await import.ImportAsync(row, call.Aborted));
        call.Audit(
            $"imported {done.Count(user => user.Outcome == ImportOutcome.Imported)} of {rows.Count} users into app '{app.ClientAppId}'");
        await AdminJson.SendAsync(call.Context, 200, new JsonArray([.. done.Select(ToJson)]));
    }

    private static JsonObject ToJson(ImportedUser user) => new()
    {
        ["row"] = user.Row,
        ["_id"] = user.UserId,
        ["status"] = user.State,
        ["to_do"] = new JsonArray([.. user.ToDo.Select(what => (JsonNode)what)]),
        ["error"] = user.Error,
    };
}
