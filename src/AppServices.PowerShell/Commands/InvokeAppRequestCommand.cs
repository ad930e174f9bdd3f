using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;

namespace AppServices.Commands;

/// <summary>Sends a request of the client API as a user, for what has no cmdlet of its own, and returns the typed reply.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "AppRequest", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Invoke-AppRequest.md")]
[OutputType(typeof(PSObject))]
public sealed class InvokeAppRequestCommand : AppRequestCmdlet
{
    private const string AppIdMark = ":app";

    /// <summary>
    /// The path below <c>/api/client/v2.0</c>, such as <c>/auth/profile</c>; <c>:app</c> in it is the app id of the user.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string Path { get; set; } = "";

    /// <summary>Sends the refresh token instead of the access token, as requests for API keys need it.</summary>
    [Parameter]
    public SwitchParameter UseRefreshToken { get; set; }

    /// <summary>The user to act as, or its id or name; the current user by default.</summary>
    [Parameter]
    [AppUserTransformation]
    [ArgumentCompleter(typeof(UserCompleter))]
    [ValidateNotNull]
    public AppUser? User { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        AppUser user = ResolveUser(User);
        if (!ShouldProcess(Path, $"Send {Method ?? "request"}")) return;
        await SendAsync(
            Path,
            () => CreateRequest(CheckedPath(user), $"Request '{Path}'", []) with { UsesRefreshToken = UseRefreshToken },
            request => user.Session.SendAsync(request, Options, cancellationToken));
    }

    // The token of the user goes to this service and below its API only.
    private string CheckedPath(AppUser user)
    {
        string path = "/" + Path.Replace(AppIdMark, Uri.EscapeDataString(user.AppId)).TrimStart('/');
        bool isPath = path.IndexOfAny(['?', '#', '\\']) < 0 && !Path.StartsWith("//", StringComparison.Ordinal)
            && path.IndexOf("://", StringComparison.Ordinal) < 0
            && Array.TrueForAll(path.Split('/'), part => Uri.UnescapeDataString(part) is not ("." or ".."));
        return isPath ? path : throw Refused(
            Path, $"'{Path}' is no path below the client API.",
            "Give one such as /auth/profile, without host and '..'; a query goes into -Query.");
    }
}
