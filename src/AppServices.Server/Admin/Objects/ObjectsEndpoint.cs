using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.Secrets;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.Http;

namespace AppServices.Server.Admin.Objects;

/// <summary>How objects of a kind are answered where kinds differ. Source: admin-api 4.</summary>
internal sealed record ObjectReplies
{
    /// <summary>The method of changes.</summary>
    public string ChangeMethod { get; init; } = "PUT";

    /// <summary>The status of a change; with 200 the object is replied.</summary>
    public int Changed { get; init; } = 204;

    /// <summary>The status of a new object.</summary>
    public int Created { get; init; } = 201;

    /// <summary>Whether a new object is replied as a whole.</summary>
    public bool RepliesWhole { get; init; }

    /// <summary>The status of a deletion; with 200 an empty object is replied.</summary>
    public int Deleted { get; init; } = 204;

    /// <summary>Whether lists have whole objects.</summary>
    public bool ListsWhole { get; init; }

    /// <summary>Whether objects can be enabled and disabled.</summary>
    public bool HasSwitch { get; init; }

    /// <summary>Adds to an object what is not in the definition; null for nothing.</summary>
    public Func<AdminCall, AppEntry, DefinitionObject, JsonObject, Task>? Complete { get; init; }

    /// <summary>What follows a change; null for nothing.</summary>
    public Func<AdminCall, AppEntry, DefinitionObject, Task>? After { get; init; }
}

/// <summary>The objects of definitions one by one: list, make, get, change, delete. Source: admin-api 4.</summary>
internal sealed class ObjectsEndpoint(AppDefinitions definitions, AppSecrets secrets)
{
    /// <summary>Adds the routes of a kind.</summary>
    /// <param name="routes">Where.</param>
    /// <param name="path">The path below the app.</param>
    /// <param name="kind">The kind, which may depend on what the path names.</param>
    /// <param name="replies">How it is answered.</param>
    public void Map(AdminRoutes routes, string path, Func<AdminCall, References, ObjectKind> kind, ObjectReplies replies)
    {
        routes.Get(path, (call, app) => ListAsync(call, app, kind, replies));
        routes.Change("POST", path, (call, app) => CreateAsync(call, app, kind, replies));
        routes.Get(path + "/{id}", (call, app) => GetAsync(call, app, kind, replies));
        routes.Change(replies.ChangeMethod, path + "/{id}", (call, app) => ChangeAsync(call, app, kind, replies));
        routes.Change("DELETE", path + "/{id}", (call, app) => DeleteAsync(call, app, kind, replies));
        if (!replies.HasSwitch) return;
        routes.Change("PUT", path + "/{id}/enable", (call, app) => SwitchAsync(call, app, kind, isDisabled: false));
        routes.Change("PUT", path + "/{id}/disable", (call, app) => SwitchAsync(call, app, kind, isDisabled: true));
    }

    /// <summary>What the operator sees of a definition.</summary>
    public async Task<References> ReadAsync(AdminCall call, AppEntry app) => new(
        app.ClientAppId, await definitions.ReadAsync(call, app), await secrets.ListAsync(app.ClientAppId, call.Aborted));

    /// <summary>Changes a definition.</summary>
    public async Task<T> ChangeAsync<T>(AdminCall call, AppEntry app, Func<References, T> change)
    {
        IReadOnlyList<SecretRecord> known = await secrets.ListAsync(app.ClientAppId, call.Aborted);
        return await definitions.ChangeAsync(call, app, files => change(new References(app.ClientAppId, files, known)));
    }

    /// <summary>An object with what all replies have.</summary>
    public static JsonObject WithId(AppEntry app, string id, JsonObject value)
    {
        value.Remove("id");
        value.Insert(0, "_id", id);
        value["last_modified"] = new DateTimeOffset(app.ModifiedAt, TimeSpan.Zero).ToUnixTimeSeconds();
        return value;
    }

    private async Task ListAsync(AdminCall call, AppEntry app, Func<AdminCall, References, ObjectKind> kind, ObjectReplies replies)
    {
        References references = await ReadAsync(call, app);
        ObjectKind objects = kind(call, references);
        var all = new JsonArray();
        foreach (DefinitionObject known in objects.List(references.Files))
        {
            JsonObject value = replies.ListsWhole ? objects.ToReply(known, references) : objects.ToSummary(known, references);
            all.Add(await ReplyAsync(call, app, known, objects, references, value, replies));
        }
        await AdminJson.SendAsync(call.Context, 200, all);
    }

    private async Task GetAsync(AdminCall call, AppEntry app, Func<AdminCall, References, ObjectKind> kind, ObjectReplies replies)
    {
        References references = await ReadAsync(call, app);
        ObjectKind objects = kind(call, references);
        DefinitionObject known = objects.Require(references, call.Route("id"));
        await AdminJson.SendAsync(
            call.Context, 200, await ReplyAsync(call, app, known, objects, references, objects.ToReply(known, references), replies));
    }

    private async Task CreateAsync(AdminCall call, AppEntry app, Func<AdminCall, References, ObjectKind> kind, ObjectReplies replies)
    {
        JsonObject body = await AdminJson.ReadObjectAsync(call.Context);
        (ObjectKind objects, DefinitionObject made, JsonObject reply) = await ChangeAsync(call, app, references =>
        {
            ObjectKind objects = kind(call, references);
            DefinitionObject made = objects.Read(body, null, references);
            objects.RequireFree(references.Files, made.Name);
            objects.Write(references.Files, null, made);
            string id = references.Ids.Add(objects.Kind, made.Name);
            JsonObject value = replies.RepliesWhole ? objects.ToReply(made, references) : objects.ToSummary(made, references);
            return (objects, made, WithId(app, id, value));
        });
        call.Audit($"made {objects.Title} '{made.Name}' of app '{app.ClientAppId}'");
        if (replies.Complete is { } complete) await complete(call, app, made, reply);
        await AdminJson.SendAsync(call.Context, replies.Created, reply);
    }

    private async Task ChangeAsync(AdminCall call, AppEntry app, Func<AdminCall, References, ObjectKind> kind, ObjectReplies replies)
    {
        JsonObject body = await AdminJson.ReadObjectAsync(call.Context);
        (ObjectKind objects, DefinitionObject changed, JsonObject reply) = await ChangeAsync(call, app, references =>
        {
            ObjectKind objects = kind(call, references);
            DefinitionObject before = objects.Require(references, call.Route("id"));
            DefinitionObject after = objects.Read(body, before, references);
            if (after.Name != before.Name) objects.RequireFree(references.Files, after.Name);
            objects.Write(references.Files, before, after);
            references.Ids.Rename(objects.Kind, before.Name, after.Name);
            if (after.Name != before.Name) objects.Renamed(references, before.Name, after.Name);
            return (objects, after, WithId(app, call.Route("id"), objects.ToReply(after, references)));
        });
        if (replies.After is { } follow) await follow(call, app, changed);
        call.Audit($"changed {objects.Title} '{changed.Name}' of app '{app.ClientAppId}'");
        if (replies.Changed == 204) await ApiReply.EmptyAsync(call.Context, 204);
        else await AdminJson.SendAsync(call.Context, replies.Changed, reply);
    }

    private async Task DeleteAsync(AdminCall call, AppEntry app, Func<AdminCall, References, ObjectKind> kind, ObjectReplies replies)
    {
        (ObjectKind objects, DefinitionObject deleted) = await ChangeAsync(call, app, references =>
        {
            ObjectKind objects = kind(call, references);
            DefinitionObject known = objects.Require(references, call.Route("id"));
            objects.Delete(references.Files, known);
            references.Ids.Remove(objects.Kind, known.Name);
            return (objects, known);
        });
        call.Audit($"deleted {objects.Title} '{deleted.Name}' of app '{app.ClientAppId}'");
        if (replies.Deleted == 204) await ApiReply.EmptyAsync(call.Context, 204);
        else await AdminJson.SendAsync(call.Context, replies.Deleted, new JsonObject());
    }

    private async Task SwitchAsync(AdminCall call, AppEntry app, Func<AdminCall, References, ObjectKind> kind, bool isDisabled)
    {
        (ObjectKind objects, DefinitionObject known) = await ChangeAsync(call, app, references =>
        {
            ObjectKind objects = kind(call, references);
            DefinitionObject known = objects.Require(references, call.Route("id"));
            known.Value["disabled"] = isDisabled;
            objects.Write(references.Files, known, known);
            return (objects, known);
        });
        call.Audit($"{(isDisabled ? "disabled" : "enabled")} {objects.Title} '{known.Name}' of app '{app.ClientAppId}'");
        await ApiReply.EmptyAsync(call.Context, 204);
    }

    private static async Task<JsonObject> ReplyAsync(
        AdminCall call, AppEntry app, DefinitionObject known, ObjectKind objects, References references, JsonObject value,
            ObjectReplies replies)
    {
        JsonObject reply = WithId(app, references.IdOf(objects.Kind, known.Name), value);
        if (replies.Complete is { } complete) await complete(call, app, known, reply);
        return reply;
    }
}
