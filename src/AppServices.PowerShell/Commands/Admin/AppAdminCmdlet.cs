using System;
using System.IO;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Admin;
using AppServices.Completion;
using AppServices.Ejson;
using AppServices.Errors;
using AppServices.Files;
using AppServices.Pump;
using AppServices.State;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that act as an admin.</summary>
public abstract class AppAdminCmdlet : AppCmdlet
{
    /// <summary>The admin; the current one by default, or that of the app that is given as an object.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [NoCompletion]
    public AppAdmin? Admin { get; set; }

    /// <summary>What the cmdlet is about, for the ids of errors.</summary>
    private protected virtual AdminKind Kind => AdminKind.App;

    /// <summary>The admin who acts; ends the cmdlet when there is none.</summary>
    internal AppAdmin ResolveAdmin() => Admin ?? CurrentAdmin.Require(this);

    private protected override ErrorRecord ToErrorRecord(AppServicesException error, object? target) =>
        AdminErrors.From(error, target, Kind);

    /// <summary>Does something with a file; its failure becomes an error record.</summary>
    private protected async Task AttemptFileAsync(string path, bool isRead, Func<Task> operation, object? target = null)
    {
        Exception? failure = null;
        try
        {
            await operation();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            failure = error;
        }
        if (failure is not null) WriteError(FileErrors.Create(failure, path, isRead, TargetOf(target ?? path)));
    }

    /// <summary>A file in UTF-8, or as its byte order mark says.</summary>
    private protected static async Task<string> ReadTextAsync(string path)
    {
        using var reader = new StreamReader(path);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Asks again and again how something at the service goes, at first soon and then every second, until it is over.</summary>
    /// <param name="activity">What goes on, for those who watch.</param>
    /// <param name="ask">Asks; true when it is over.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private protected async Task WaitUntilAsync(string activity, Func<Task<bool>> ask, CancellationToken cancellationToken)
    {
        var progress = new PipelineProgress(this, activity, "questions asked");
        try
        {
            for (int milliseconds = 100; !await ask(); milliseconds = Math.Min(milliseconds * 2, 1000))
            {
                progress.Advance();
                await Task.Delay(milliseconds, cancellationToken);
            }
        }
        finally
        {
            progress.Complete();
        }
    }

    /// <summary>As PowerShell has it, plain JSON: what rules, triggers and values hold.</summary>
    private protected static JsonNode? ToJson(object? value) =>
        JsonNode.Parse(EjsonConvert.Serialize(value, PSValues.WriterOf(EjsonMode.Relaxed)));

    private protected static AppServicesException NotFound(string what, string name, AppDefinition app) =>
        new($"App '{app}' has no {what} '{name}'.") { Code = AdminErrorCode.ObjectNotFound };
}
