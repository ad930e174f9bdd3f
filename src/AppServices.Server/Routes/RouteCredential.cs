using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using AppServices.Server.Bson;
using AppServices.Server.Errors;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;

namespace AppServices.Server.Routes;

/// <summary>Where a route looks for the credentials of users.</summary>
internal enum CredentialPlaces
{
    /// <summary>In headers, and where there are none in the fields of a JSON body.</summary>
    HeadersThenBody,

    /// <summary>In headers or in the body; both is one too many.</summary>
    HeadersOrBody,

    /// <summary>In headers alone.</summary>
    Headers,
}

/// <summary>What a request brings to prove who its user is, besides an access token. Source: app-folder 8.4.</summary>
/// <param name="Provider">The provider that checks it.</param>
/// <param name="Body">What that is given.</param>
internal sealed record RouteCredential(string Provider, BsonDocument Body)
{
    /// <summary>The headers that carry credentials. Pages of other origins may not send them.</summary>
    public static IReadOnlyList<string> Headers { get; } = ["email", "password", "apiKey", "api-key", "jwtTokenString"];

    /// <summary>The credential of a request.</summary>
    /// <exception cref="ApiException">There is none, or not all of it.</exception>
    public static RouteCredential Of(RouteRequest request, CredentialPlaces places)
    {
        IHeaderDictionary headers = request.Context.Request.Headers;
        RouteCredential? sent = Find(name => headers.TryGetValue(name, out var values) ? values.FirstOrDefault() : null);
        RouteCredential? inside = places switch
        {
            CredentialPlaces.HeadersThenBody when sent is null => InBody(request.Body),
            CredentialPlaces.HeadersOrBody => InBody(request.Body),
            _ => null,
        };
        if (sent is not null && inside is not null)
            throw new ApiException(
                400, "InvalidParameter", "the request has credentials both in its headers and in its body; send them in one place");
        return sent ?? inside ?? throw new ApiException(400, "InvalidParameter", "no authentication methods were specified");
    }

    /// <summary>Nothing of the credential.</summary>
    public override string ToString() => Provider;

    private static RouteCredential? InBody(byte[] body)
    {
        if (body.AsSpan().TrimStart(" \t\r\n"u8) is not [(byte)'{', ..]) return null;
        return TryReadTexts(body) is { } texts ? Find(texts.GetValueOrDefault) : null;
    }

    // Nobody knows yet who has sent the body, so no values are made of it but these.
    private static Dictionary<string, string?>? TryReadTexts(byte[] body)
    {
        var texts = new Dictionary<string, string?>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = EjsonReader.MaxDepth });
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                reader.Read();
                if (Headers.Contains(name)) texts[name] = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
            }
            return reader.Read() ? null : texts;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;        // a body that is none of our business
        }
    }

    private static RouteCredential? Find(Func<string, string?> text)
    {
        string? email = Given("email"), password = Given("password");
        if (email is not null && password is not null)
            return new RouteCredential(ProviderTypes.EmailPassword, new BsonDocument { ["username"] = email, ["password"] = password });
        if ((Given("apiKey") ?? Given("api-key")) is { } key)
            return new RouteCredential(ProviderTypes.ApiKey, new BsonDocument("key", key));
        if (Given("jwtTokenString") is { } token) return new RouteCredential(ProviderTypes.CustomToken, new BsonDocument("token", token));
        return email is null && password is null ? null : throw new ApiException(
            400, "MissingParameter",
            "must specify some form of authentication (either email+password, api-key, or jwt) in the request header or body");

        string? Given(string name) => text(name) is { Length: > 0 } given ? given : null;
    }
}
