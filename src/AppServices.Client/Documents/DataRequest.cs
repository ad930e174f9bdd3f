using System;
using System.Net.Http;
using System.Text.Json;
using AppServices.Bson;
using AppServices.Ejson;
using AppServices.Functions;
using AppServices.Http;

namespace AppServices.Documents;

/// <summary>The requests for one collection: calls of a service's functions with one argument. Source: client-api 7.</summary>
internal sealed class DataRequest(string appId, string service, string database, string collection, EjsonWriter writer)
{
    // A longer address is refused by most servers, and by .NET.
    private const int MaxRequestTextLength = 40_000;

    /// <summary>The argument of every call; options are added to it, those that are null are not.</summary>
    public Argument NewArgument() => new(database, collection);

    /// <summary>The call of a function.</summary>
    public AppRequest Call(string function, Argument argument, string action) =>
        FunctionInvocation.ToRequest(appId, function, [argument.Document], service, writer) with { Action = action };

    /// <summary>The call of <c>insertMany</c>, with documents that are written already.</summary>
    public AppRequest Insert(WriteBatch batch, string action) => Write("insertMany", "documents", batch, isOrdered: true, action);

    /// <summary>The call of <c>bulkWrite</c>, with operations that are written already. Source: client-api 17.2.</summary>
    public AppRequest Bulk(WriteBatch batch, bool isOrdered, string action) => Write("bulkWrite", "operations", batch, isOrdered, action);

    /// <summary>The call of <c>watch</c>, in the form for streams. Source: client-api 6.5, 8.1.</summary>
    /// <exception cref="EjsonException">What is to be watched is too long for an address.</exception>
    public AppRequest Watch(Argument argument, string action)
    {
        AppRequest call = Call("watch", argument, action);
        string text = Uri.EscapeDataString(Convert.ToBase64String(call.Body.ToArray()));
        if (text.Length > MaxRequestTextLength)
            throw new EjsonException("The filter or the list of ids is too long to be sent. Watch more, and choose of what comes.");
        return new AppRequest(HttpMethod.Get, $"{call.Path}?baas_request={text}", action)
        {
            Accept = "text/event-stream",
            IsStreamed = true,
        };
    }

    private AppRequest Write(string function, string list, WriteBatch batch, bool isOrdered, string action) =>
        new(HttpMethod.Post, $"/app/{Uri.EscapeDataString(appId)}/functions/call", action,
            JsonBody.Write((Request: this, function, list, batch, isOrdered), static (json, call) =>
                call.Request.Write(json, call.function, call.list, call.batch, call.isOrdered)));

    private void Write(Utf8JsonWriter json, string function, string list, WriteBatch batch, bool isOrdered)
    {
        json.WriteString("name", function);
        json.WriteStartArray("arguments");
        json.WriteStartObject();
        json.WriteString("database", database);
        json.WriteString("collection", collection);
        json.WriteStartArray(list);
        json.WriteRawValue(batch.Documents, skipInputValidation: true);
        json.WriteEndArray();
        if (!isOrdered) json.WriteBoolean("ordered", false);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("service", service);
    }

    /// <summary>The argument document while it is made.</summary>
    public readonly struct Argument(string database, string collection)
    {
        public BsonDocument Document { get; } = new(8) { { "database", database }, { "collection", collection } };

        public Argument With(string name, object? value)
        {
            if (value is not null) Document.Add(name, value);
            return this;
        }

        public Argument WithFlag(string name, bool value) => value ? With(name, value) : this;
    }
}
