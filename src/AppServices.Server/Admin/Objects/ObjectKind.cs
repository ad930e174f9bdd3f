using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Errors;

namespace AppServices.Server.Admin.Objects;

/// <summary>An object of a definition, as files have it.</summary>
/// <param name="Name">What tells it from others of its kind.</param>
/// <param name="Value">The object.</param>
/// <param name="Path">Its file.</param>
internal sealed record DefinitionObject(string Name, JsonObject Value, string Path);

/// <summary>A kind of objects, as views on the files of a definition: in files they name each other, in the API they have ids.</summary>
/// <param name="kind">What their ids belong to.</param>
internal abstract class ObjectKind(string kind)
{
    /// <summary>What their ids belong to.</summary>
    public string Kind => kind;

    /// <summary>What an error calls one.</summary>
    public virtual string Title => Kind;

    /// <summary>The code of an object that does not exist; null for none.</summary>
    public virtual string? NotFoundCode => null;

    /// <summary>The code of a name that is taken; null for none.</summary>
    public virtual string? DuplicateCode => null;

    /// <summary>The fields that lists have; null for all.</summary>
    protected virtual IReadOnlyList<string>? SummaryFields => null;

    /// <summary>All objects, in the order of their files.</summary>
    public abstract IEnumerable<DefinitionObject> List(AppFileSet files);

    /// <summary>The object of a request's body, as files have it.</summary>
    /// <param name="body">The body.</param>
    /// <param name="before">The object that it changes; null for a new one.</param>
    /// <param name="references">What it can name.</param>
    /// <exception cref="ApiException">Something in it is wrong.</exception>
    public abstract DefinitionObject Read(JsonObject body, DefinitionObject? before, References references);

    /// <summary>Writes an object in the place of another.</summary>
    public abstract void Write(AppFileSet files, DefinitionObject? before, DefinitionObject after);

    public abstract void Delete(AppFileSet files, DefinitionObject known);

    /// <summary>What follows from another name, in other files.</summary>
    public virtual void Renamed(References references, string before, string after)
    {
    }

    /// <summary>The object as replies have it, without its id.</summary>
    public virtual JsonObject ToReply(DefinitionObject known, References references) => known.Value.Copy();

    /// <summary>The object as lists have it.</summary>
    public JsonObject ToSummary(DefinitionObject known, References references)
    {
        JsonObject reply = ToReply(known, references);
        return SummaryFields is null ? reply : reply.Only(SummaryFields);
    }

    /// <summary>The object with an id.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public DefinitionObject Require(References references, string id) =>
        List(references.Files).FirstOrDefault(known => references.IdOf(Kind, known.Name) == id)
            ?? throw new ApiException(404, NotFoundCode, $"{Title} not found: '{id}'");

    /// <summary>Refuses a name that another object has.</summary>
    /// <exception cref="ApiException">It is taken.</exception>
    public void RequireFree(AppFileSet files, string name)
    {
        if (List(files).Any(known => known.Name == name))
            throw new ApiException(409, DuplicateCode, $"{Title} with name '{name}' already exists");
    }
}

/// <summary>Objects of which each is a file of one folder, with its name inside.</summary>
/// <param name="kind">What their ids belong to.</param>
/// <param name="folder">The folder.</param>
internal abstract class FolderKind(string kind, string folder) : ObjectKind(kind)
{
    public override IEnumerable<DefinitionObject> List(AppFileSet files) => files.Below(folder)
        .Where(path => path.EndsWith(".json", System.StringComparison.Ordinal) && path.IndexOf('/', folder.Length + 1) < 0)
        .Select(path => (Path: path, Value: files.Object(path))).Where(file => file.Value?["name"] is not null)
        .Select(file => new DefinitionObject(file.Value!.RequiredText("name"), file.Value!, file.Path));

    public override void Write(AppFileSet files, DefinitionObject? before, DefinitionObject after)
    {
        if (before is not null && before.Name != after.Name) files.Delete(before.Path);
        files.Write(after.Path, after.Value);
    }

    public override void Delete(AppFileSet files, DefinitionObject known) => files.Delete(known.Path);

    /// <summary>The file of an object.</summary>
    protected string PathOf(string name, DefinitionObject? before) =>
        before?.Name == name ? before.Path : $"{folder}/{FileNames.Of(name)}.json";
}

/// <summary>What is said often about JSON objects.</summary>
internal static class ObjectExtensions
{
    /// <summary>A copy that can be changed.</summary>
    public static JsonObject Copy(this JsonObject value) => (JsonObject)value.DeepClone();

    /// <summary>A copy with some of the fields.</summary>
    public static JsonObject Only(this JsonObject value, IReadOnlyList<string> names) =>
        new(names.Where(value.ContainsKey).Select(name => KeyValuePair.Create(name, value[name]?.DeepClone())));

    /// <summary>A copy without some of the fields, and without those that are only replied.</summary>
    public static JsonObject Without(this JsonObject value, params IReadOnlyList<string> names) => new(value
        .Where(field => !names.Contains(field.Key) && field.Key is not ("_id" or "last_modified"))
        .Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone())));

    /// <summary>The object of a field; null when it is missing.</summary>
    /// <exception cref="ApiException">It is something else.</exception>
    public static JsonObject? Part(this JsonObject owner, string name) => owner[name] switch
    {
        null => null,
        JsonObject part => part,
        _ => throw new ApiException(400, "InvalidParameter", $"'{name}' must be an object"),
    };

    /// <summary>The array of a field; null when it is missing.</summary>
    /// <exception cref="ApiException">It is something else.</exception>
    public static JsonArray? Items(this JsonObject owner, string name) => owner[name] switch
    {
        null => null,
        JsonArray items => items,
        _ => throw new ApiException(400, "InvalidParameter", $"'{name}' must be an array"),
    };

    /// <summary>The objects of the array of a field; none when it is missing.</summary>
    /// <exception cref="ApiException">It is something else, or something else is in it.</exception>
    public static IEnumerable<JsonObject> Objects(this JsonObject owner, string name) => owner[name] switch
    {
        null => [],
        JsonArray items => items
            .Select(item => item as JsonObject ?? throw ApiException.BadRequest($"'{name}' must be an array of objects")),
        _ => throw ApiException.BadRequest($"'{name}' must be an array of objects"),
    };
}
