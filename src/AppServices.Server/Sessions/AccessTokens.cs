using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Features;
using AppServices.Server.Tokens;
using AppServices.Server.Users;

namespace AppServices.Server.Sessions;

/// <summary>Issues access tokens with the custom user data of the moment. Source: client-api 3.9, app-folder 3.</summary>
internal sealed class AccessTokens(TokenIssuer tokens)
{
    /// <summary>What the headers of a request may take up, of which the token is the largest.</summary>
    public const int MaxTokenSize = 128 * 1024;

    // A token is a third longer than its text, and is not alone in the headers.
    private const int MaxDataSize = 80 * 1024;

    /// <exception cref="ApiException">The custom user data are larger than a token can carry.</exception>
    public async Task<string> IssueAsync(RunningApp app, SessionRecord session, CancellationToken cancellationToken)
    {
        string? data = await app.Part<ICustomUserData>().FindAsync(session.UserId, cancellationToken) is { } document
            ? CustomData.ToClaim(document)
            : null;
        if (data is not null && Encoding.UTF8.GetByteCount(data) is > MaxDataSize and var size)
        {
            throw new ApiException(
                400, "InvalidParameter",
                $"the custom data of user {session.UserId} take {size} bytes, more than the {MaxDataSize} that an access token can carry; "
                    + "shorten the document");
        }
        return tokens.IssueAccess(session, data);
    }
}
