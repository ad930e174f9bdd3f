using System;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using AppServices.Server.Errors;
using AppServices.Server.Http;
using AppServices.Server.Routes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;

namespace AppServices.Server.Webhooks;

/// <summary>
/// What Twilio signs: the address that it was told to call, and the fields of the form in the order of their names. Source: app-folder 8.8.
/// </summary>
/// <param name="token">The account's token.</param>
internal sealed class TwilioSignature(string token) : RouteProof
{
    /// <summary>Every field of the form is looked at to check the signature, and a message has few and short ones.</summary>
    public override long? BodyBytes => ApiRequest.SmallBodyBytes;

    /// <exception cref="ApiException">The signature is missing or wrong.</exception>
    public override void CheckBody(RouteRequest request)
    {
        HttpContext context = request.Context;
        string? address = context.RequestServices.GetRequiredService<PublicAddress>().Of(context);
        var text = new StringBuilder(address + context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent());
        foreach (BsonElement field in FormFields.Of(request.Text).OrderBy(field => field.Name, StringComparer.Ordinal))
            text.Append(field.Name).Append(field.Value);
        byte[] expected = CryptographicOperations.HmacData(
            HashAlgorithmName.SHA1, Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(text.ToString()));
        if (address is null || !AreSame(context.Request.Headers["X-Twilio-Signature"].ToString(), Convert.ToBase64String(expected)))
            throw Refused("request signature is missing or wrong");
    }
}
