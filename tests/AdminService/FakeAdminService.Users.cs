#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text.Json.Nodes;

namespace AppServices.Tests.Client;

/// <summary>Users, pending ones, and pages of them.</summary>
public sealed partial class FakeAdminService
{
    private Reply Registrations(FakeApp app, string method, string[] path, HttpListenerRequest request)
    {
        List<JsonObject> pending = app.Of("pending");
        if (path[1] == "pending_users")
            return new Reply(200, new JsonArray(Page(pending, "users", request).Select(one => one.DeepClone()).ToArray()));
        JsonObject? one = pending.FirstOrDefault(user => user["login_ids"]![0]!["id"]!.ToString() == path[2]);
        if (one is null) return NotFound("user");
        if (path.Length == 3 || path[3] == "confirm") pending.Remove(one);
        if (path.Length > 3 && path[3] == "confirm") Insert(app, "users", NewUser(path[2]));
        return new Reply(204);
    }

    private static JsonObject NewUser(string email) => new JsonObject
    {
        ["type"] = "normal", ["creation_date"] = 1764403200, ["last_authentication_date"] = 0, ["disabled"] = false,
        ["data"] = new JsonObject { ["email"] = email },
        ["identities"] = new JsonArray(
            new JsonObject { ["id"] = "1", ["provider_type"] = "local-userpass",
                ["provider_data"] = new JsonObject { ["email"] = email } }),
    };

    private static IEnumerable<JsonObject> Page(List<JsonObject> all, string kind, HttpListenerRequest request)
    {
        if (kind != "users") return all;
        IEnumerable<JsonObject> found = all.OrderBy(one => one["_id"]!.ToString(), StringComparer.Ordinal);
        if (request.QueryString["after"] is { } after) found = found.Where(one => string.CompareOrdinal(one["_id"]!.ToString(), after) > 0);
        if (request.QueryString["status"] is { } status)
            found = found.Where(one => (one["disabled"]?.GetValue<bool>() == true) == (status == "disabled"));
        if (request.QueryString["provider_types"]?.Split(',') is { } providers)
            found = found.Where(
                one => ((JsonArray)one["identities"]!).Any(identity => providers.Contains(identity!["provider_type"]!.ToString())));
        return found.Take(50);
    }

    // Of appservices-server, not of the hosted service.
    private static Reply Import(FakeApp app, JsonArray rows)
    {
        var done = new JsonArray();
        foreach (JsonObject row in rows.OfType<JsonObject>())
        {
            bool isNew = One(app, "users", row["_id"]!.ToString()) is null;
            if (isNew) app.Of("users").Add((JsonObject)row.DeepClone());
            done.Add(new JsonObject
            {
                ["row"] = done.Count + 1,
                ["_id"] = row["_id"]!.ToString(),
                ["status"] = isNew ? "imported" : "present",
                ["to_do"] = new JsonArray("password"),
                ["error"] = null,
            });
        }
        return new Reply(200, done);
    }
}
