using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using AppServices.Server.AppConfig;
using AppServices.Server.Errors;

namespace AppServices.Server.Routes;

/// <summary>How a request proves that its sender knows the secret of a route. Source: app-folder 8.5.</summary>
internal abstract class RouteProof
{
    /// <summary>No proof is asked for.</summary>
    public static RouteProof None { get; } = new NoProof();

    /// <summary>The parameter of the query that is no part of what apps see of it; null for none.</summary>
    public virtual string? HiddenParameter => null;

    /// <summary>The secret that it needs and does not get.</summary>
    public virtual IReadOnlyList<MissingNeed> Missing => [];

    /// <summary>How long a body may be that is read before anything is known; null for as long as any.</summary>
    public virtual long? BodyBytes => null;

    /// <summary>Checks what is known before the body is read.</summary>
    /// <exception cref="ApiException">There is no proof.</exception>
    public virtual void CheckHead(RouteRequest request)
    {
    }

    /// <summary>Checks the whole request.</summary>
    /// <exception cref="ApiException">There is no proof.</exception>
    public virtual void CheckBody(RouteRequest request)
    {
    }

    /// <summary>Whether two texts are the same, in a time that does not tell how much of them is.</summary>
    protected static bool AreSame(string one, string other) => CryptographicOperations.FixedTimeEquals(Hash(one), Hash(other));

    /// <summary>What whoever brings no proof is told.</summary>
    protected static ApiException Refused(string message) => new(401, "IncomingWebhookAuthFailed", message);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private sealed class NoProof : RouteProof;
}

/// <summary>A secret that nobody has supplied, so that nobody can know it.</summary>
/// <param name="name">What it is, for the message.</param>
/// <param name="needs">What the operator is asked for; none where the app's files should have had it.</param>
internal sealed class MissingSecret(string name, params MissingNeed[] needs) : RouteProof
{
    public override IReadOnlyList<MissingNeed> Missing => needs;

    public override void CheckHead(RouteRequest request) => throw ApiException.Unavailable($"{name} is not configured");
}

/// <summary>The secret as the parameter <c>secret</c> of the query.</summary>
internal sealed class QuerySecret(string secret) : RouteProof
{
    public override string HiddenParameter => "secret";

    public override void CheckHead(RouteRequest request)
    {
        if (request.HiddenValue is not { } given || !AreSame(given, secret)) throw Refused("secret query parameter is missing or wrong");
    }
}

/// <summary>A keyed hash of the body's bytes in a header, in hexadecimal digits after the name of the algorithm.</summary>
/// <param name="secret">The key.</param>
/// <param name="headers">The headers that may have it; of several that are sent the first one counts.</param>
internal sealed class BodySignature(string secret, params BodySignature.Header[] headers) : RouteProof
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(secret);

    // Whoever has no signature at all need not be listened to.
    public override void CheckHead(RouteRequest request) => Sent(request);

    public override void CheckBody(RouteRequest request)
    {
        Header sent = Sent(request);
        if (!Matches(sent, request.Context.Request.Headers[sent.Name].ToString(), request.Body)) throw Refusal();
    }

    private Header Sent(RouteRequest request) =>
        headers.FirstOrDefault(header => request.Context.Request.Headers.ContainsKey(header.Name)) ?? throw Refusal();

    private static ApiException Refusal() => Refused("request signature is missing or wrong");

    private bool Matches(Header header, string sent, byte[] body)
    {
        string prefix = header.Algorithm.Name!.ToLowerInvariant() + "=";
        ReadOnlySpan<char> digits = sent.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? sent.AsSpan(prefix.Length) : sent;
        byte[] expected = CryptographicOperations.HmacData(header.Algorithm, _key, body);
        byte[] given = new byte[expected.Length];
        return digits.Length == expected.Length * 2
            && Convert.FromHexString(digits, given, out _, out _) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(given, expected);
    }

    /// <summary>A header with a signature.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Algorithm">The hash that it is made with.</param>
    internal sealed record Header(string Name, HashAlgorithmName Algorithm);
}
