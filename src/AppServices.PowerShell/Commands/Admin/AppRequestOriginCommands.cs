using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Admin;
using AppServices.Completion;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that are about the web pages which may use an app. Source: admin-api 4.10.</summary>
public abstract class AppRequestOriginCmdlet : AppDefinitionCmdlet
{
    private protected const string Path = "/security/allowed_request_origins";

    private protected async Task WriteOriginsAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        string action = $"Fetching the allowed origins of app '{app}'";
        JsonNode? reply = await app.SendAsync("GET", Path, action, null, Options, cancellationToken);
        WriteObject((reply as JsonArray ?? []).Select(origin => origin?.ToString()), enumerateCollection: true);
    }
}

/// <summary>Gets the origins of the web pages that may use an app; none means all.</summary>
[Cmdlet(VerbsCommon.Get, "AppRequestOrigin", HelpUri = HelpPages.Folder + "Get-AppRequestOrigin.md")]
[OutputType(typeof(string))]
public sealed class GetAppRequestOriginCommand : AppRequestOriginCmdlet
{
    private protected override Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken) =>
        AttemptAsync(app.ClientAppId, () => WriteOriginsAsync(app, cancellationToken));
}

/// <summary>Says from which origins web pages may use an app, in the place of all that were allowed.</summary>
[Cmdlet(VerbsCommon.Set, "AppRequestOrigin", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Set-AppRequestOrigin.md")]
[OutputType(typeof(string))]
public sealed class SetAppRequestOriginCommand : AppRequestOriginCmdlet
{
    /// <summary>The origins, such as <c>https://shop.example</c>; an empty array allows all pages.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [AllowEmptyCollection]
    [ValidateNotNull]
    [NoCompletion]
    public string[] Origin { get; set; } = [];

    /// <summary>Returns the origins.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        string what = Origin.Length == 0 ? "all origins" : string.Join(", ", Origin);
        return AttemptAsync(app.ClientAppId, what, $"Allow web pages to use app '{app}'", async () =>
        {
            var body = new JsonArray([.. Origin.Select(origin => (JsonNode)origin)]);
            await app.SendAsync("POST", Path, $"Changing the allowed origins of app '{app}'", body, Options, cancellationToken);
            if (PassThru) await WriteOriginsAsync(app, cancellationToken);
        });
    }
}
