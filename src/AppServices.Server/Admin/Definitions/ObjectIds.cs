using System.Linq;
using System.Text.Json.Nodes;
using AppServices.Server.AppConfig;
using MongoDB.Bson;

namespace AppServices.Server.Admin.Definitions;

/// <summary>
/// The ids of the objects of a definition, whose files name each other by name. An object has an id that follows from its name, unless
/// another one was noted for it, when it was made or renamed by the API. Source: admin-api 4.1.
/// </summary>
/// <param name="clientAppId">The app.</param>
/// <param name="files">Its files, among which the notes are.</param>
internal sealed class ObjectIds(string clientAppId, AppFileSet files)
{
    /// <summary>The file of the notes, which no export has.</summary>
    public const string File = ".mdb/ids.json";

    private readonly JsonObject _notes = files.Object(File) ?? [];

    /// <summary>The id of an object.</summary>
    public string Of(string kind, string name)
    {
        if (Notes(kind)?[name]?.GetValue<string>() is { } noted) return noted;
        string id = StableId.Of(kind, $"{clientAppId}/{name}");
        // Another object that had this name before has the id.
        return Notes(kind)?.Any(note => note.Value?.GetValue<string>() == id) == true ? StableId.Of(kind, $"{clientAppId}/{name}/2") : id;
    }

    /// <summary>Notes a new id for an object that was made.</summary>
    public string Add(string kind, string name) => Note(kind, name, ObjectId.GenerateNewId().ToString());

    /// <summary>Lets an object keep its id under another name.</summary>
    public void Rename(string kind, string before, string after)
    {
        if (before == after) return;
        string id = Of(kind, before);
        Notes(kind)?.Remove(before);
        Note(kind, after, id);
    }

    /// <summary>Forgets the id of an object that is no more.</summary>
    public void Remove(string kind, string name)
    {
        if (Notes(kind)?.Remove(name) == true) files.Write(File, _notes);
    }

    /// <summary>Adds the notes of another set of files to one, where they go before.</summary>
    public static void Merge(AppFileSet files, AppFileSet other)
    {
        JsonObject notes = files.Object(File) ?? [];
        foreach ((string kind, JsonNode? names) in other.Object(File) ?? [])
        {
            JsonObject known = (notes[kind] ??= new JsonObject()).AsObject();
            foreach ((string name, JsonNode? id) in names!.AsObject()) known[name] = id!.DeepClone();
        }
        files.Write(File, notes);
    }

    private string Note(string kind, string name, string id)
    {
        (_notes[kind] ??= new JsonObject()).AsObject()[name] = id;
        files.Write(File, _notes);
        return id;
    }

    private JsonObject? Notes(string kind) => _notes[kind] as JsonObject;
}
