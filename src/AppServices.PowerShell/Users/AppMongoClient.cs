using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation.Internal;

namespace AppServices;

/// <summary>A data source of a user's app, as the SDKs have it.</summary>
public sealed class AppMongoClient
{
    internal AppMongoClient(AppUser user, string serviceName)
    {
        User = user;
        ServiceName = serviceName;
    }

    /// <summary>The user.</summary>
    public AppUser User { get; }

    /// <summary>The data source's name in the app.</summary>
    public string ServiceName { get; }

    /// <summary>A database.</summary>
    /// <param name="name">Its name.</param>
    public AppMongoDatabase Db(string name) => new(this, name);

    /// <summary>The name.</summary>
    public override string ToString() => ServiceName;
}

/// <summary>A database of a user's app, as the SDKs have it.</summary>
public sealed class AppMongoDatabase
{
    private readonly AppMongoClient _client;

    internal AppMongoDatabase(AppMongoClient client, string name)
    {
        _client = client;
        Name = name;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>A collection.</summary>
    /// <param name="name">Its name.</param>
    public AppMongoCollection Collection(string name) => new(_client.User, _client.ServiceName, Name, name);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>
/// A collection of a user's app, as the SDKs have it: each method returns the service's own reply. A filter that is null stands
/// for all documents where they are read, and is refused where they are changed; options are a dictionary with the SDKs' names.
/// What the SDKs have as watch is Watch-AppDocument.
/// </summary>
public sealed class AppMongoCollection : SdkObject
{
    internal AppMongoCollection(AppUser user, string serviceName, string databaseName, string name)
    {
        User = user;
        ServiceName = serviceName;
        DatabaseName = databaseName;
        Name = name;
    }

    /// <summary>The user.</summary>
    public AppUser User { get; }

    /// <summary>The data source's name in the app.</summary>
    public string ServiceName { get; }

    /// <summary>The database.</summary>
    public string DatabaseName { get; }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The documents that match, in an array; options: projection, sort, limit.</summary>
    public object? Find(object? filter = null, IDictionary? options = null) =>
        Call("find", ("query", filter), ("project", options?["projection"]), ("sort", options?["sort"]), ("limit", options?["limit"]));

    /// <summary>The first document that matches, null when none does; options: projection, sort.</summary>
    public object? FindOne(object? filter = null, IDictionary? options = null) =>
        Call("findOne", ("query", filter), ("project", options?["projection"]), ("sort", options?["sort"]));

    /// <summary>How many documents match; options: limit.</summary>
    public object? Count(object? filter = null, IDictionary? options = null) =>
        Call("count", ("query", filter), ("limit", options?["limit"]));

    /// <summary>What the stages of a pipeline make of the collection, in an array.</summary>
    public object? Aggregate(object[] pipeline) => Call("aggregate", ("pipeline", pipeline));

    /// <summary>Inserts a document.</summary>
    public object? InsertOne(object document) => Call("insertOne", ("document", document));

    /// <summary>Inserts documents.</summary>
    public object? InsertMany(object[] documents) => Call("insertMany", ("documents", documents));

    /// <summary>Changes the first document that matches; options: upsert, arrayFilters.</summary>
    public object? UpdateOne(object? filter, object update, IDictionary? options = null) => Update("updateOne", filter, update, options);

    /// <summary>Changes every document that matches; options: upsert, arrayFilters.</summary>
    public object? UpdateMany(object? filter, object update, IDictionary? options = null) => Update("updateMany", filter, update, options);

    /// <summary>Deletes the first document that matches.</summary>
    public object? DeleteOne(object? filter) => Call("deleteOne", ("query", Given(filter)));

    /// <summary>Deletes every document that matches.</summary>
    public object? DeleteMany(object? filter) => Call("deleteMany", ("query", Given(filter)));

    /// <summary>Changes a document and returns it; options: projection, sort, upsert, returnNewDocument.</summary>
    public object? FindOneAndUpdate(object? filter, object update, IDictionary? options = null) =>
        FindAndWrite("findOneAndUpdate", filter, update, options);

    /// <summary>Replaces a document and returns it; options: projection, sort, upsert, returnNewDocument.</summary>
    public object? FindOneAndReplace(object? filter, object replacement, IDictionary? options = null) =>
        FindAndWrite("findOneAndReplace", filter, replacement, options);

    /// <summary>Deletes a document and returns it; options: projection, sort.</summary>
    public object? FindOneAndDelete(object? filter, IDictionary? options = null) => FindAndWrite("findOneAndDelete", filter, null, options);

    /// <summary>Database and collection, such as <c>store.items</c>.</summary>
    public override string ToString() => $"{DatabaseName}.{Name}";

    private object? Update(string name, object? filter, object update, IDictionary? options) =>
        Call(name, ("query", Given(filter)), ("update", update), ("upsert", options?["upsert"]),
            ("arrayFilters", options?["arrayFilters"]));

    private object? FindAndWrite(string name, object? filter, object? update, IDictionary? options) => Call(
        name,
        ("filter", Given(filter)),
        ("update", update),
        ("projection", options?["projection"]),
        ("sort", options?["sort"]),
        ("upsert", options?["upsert"]),
        ("returnNewDocument", options?["returnNewDocument"]));

    // A variable that happens to be empty must not mean every document.
    private static object Given(object? filter) => filter is null || filter == AutomationNull.Value
        ? throw new AppServicesException("A filter is needed where documents are changed or deleted; @{} means every document.")
        : filter;

    // What is not given is not sent.
    private object? Call(string name, params (string Name, object? Value)[] arguments)
    {
        var all = new OrderedDictionary { ["database"] = DatabaseName, ["collection"] = Name };
        foreach ((string argument, object? value) in arguments)
            if (value is not null) all[argument] = value;
        return Change(
            "Invoke-AppFunction", User, ("ServiceName", ServiceName), ("Name", name), ("ArgumentList", all), ("NoEnumerate", true));
    }
}
