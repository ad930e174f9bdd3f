using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AppServices.Admin;

/// <summary>Something that an admin manages, as the service told it.</summary>
public abstract class AdminObject
{
    private protected AdminObject(JsonObject document) => Document = document;

    /// <summary>The service's id.</summary>
    public virtual string Id => Text("_id") ?? "";

    /// <summary>All that the service told, so that what is changed keeps what nobody knows of.</summary>
    internal JsonObject Document { get; }

    private protected string? Text(string name) => AdminApi.Text(Document, name);

    private protected bool Flag(string name) => AdminApi.Flag(Document, name);

    private protected DateTime? Time(string name) => AdminApi.Time(Document, name);

    private protected JsonObject Part(string name) => Document[name] as JsonObject ?? [];
}

/// <summary>Something of an app that an admin manages.</summary>
public abstract class AppObject : AdminObject
{
    private protected AppObject(JsonObject document, AppDefinition app) : base(document) => App = app;

    /// <summary>The app.</summary>
    public AppDefinition App { get; }

    /// <summary>The value of a field as scripts have it; null when it is missing.</summary>
    private protected object? Read(JsonObject document, string name) => document[name] is { } value
        ? App.Admin.Format.Reader.Read(JsonSerializer.SerializeToUtf8Bytes(value, AdminApi.JsonOptions))
        : null;

    private protected static IReadOnlyList<string> Texts(JsonNode? value) => value is JsonArray array
        ? [.. array.Select(item => item is JsonValue one && one.TryGetValue(out string? text) ? text : item?.ToJsonString() ?? "null")]
        : [];
}
