using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Ejson;
using AppServices.Errors;
using AppServices.Pump;
using AppServices.State;

namespace AppServices.Commands;

/// <summary>A cmdlet that takes parts of what is piped by their names, and so has to be given the whole for the target of errors.</summary>
internal interface IPipelineInput
{
    /// <summary>The object of the pipeline; null for none. Nobody gives it by name.</summary>
    PSObject? PipelineInput { get; }
}

/// <summary>What every cmdlet that sends requests shares: the time limit, the request log and the mapping of errors.</summary>
public abstract class AppCmdlet : AsyncCmdlet
{
    private readonly ConcurrentQueue<RequestTrace> _traces = new();
    private RequestOptions? _options;

    /// <summary>Seconds that one request may take; 0 for no limit. The default is the SDKs' 60.</summary>
    [Parameter]
    [ValidateRange(0, 86_400)]
    [NoCompletion]
    public int TimeoutSeconds { get; set; } = 60;

    /// <summary>How many bytes a reply may have; of one that is read while it arrives, each document or event. 64 MB by default.</summary>
    [Parameter]
    [ValidateRange(1, 512 * 1024 * 1024)]
    [NoCompletion]
    public int MaximumReplySize { get; set; } = RequestOptions.Default.MaximumReplySize;

    /// <summary>
    /// How often a request is sent again that was refused for now (429, 503), found no listener or, when it only reads, failed on its
    /// way (502, 504). 0 for never.
    /// </summary>
    [Parameter]
    [ValidateRange(0, 100)]
    [NoCompletion]
    public int MaximumRetryCount { get; set; } = RequestOptions.Default.MaximumRetryCount;

    /// <summary>Seconds before the first repetition, twice as many before each further; what the service asks for counts more.</summary>
    [Parameter]
    [ValidateRange(0, 3600)]
    [NoCompletion]
    public int RetryIntervalSec { get; set; } = (int)RequestOptions.Default.RetryInterval.TotalSeconds;

    /// <summary>Whether each request has its reply before the next is sent.</summary>
    private protected virtual bool SendsOneByOne => true;

    /// <summary>The options of this cmdlet's requests.</summary>
    internal RequestOptions Options => _options ??= new RequestOptions
    {
        Timeout = TimeoutSeconds == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(TimeoutSeconds),
        MaximumReplySize = MaximumReplySize,
        MaximumRetryCount = MaximumRetryCount,
        RetryInterval = TimeSpan.FromSeconds(RetryIntervalSec),
        HoldsThread = SendsOneByOne,
        Observer = Wants("Verbose") || Wants("Debug") ? _traces.Enqueue : null,
        RetryObserver = Wants("Verbose") || Wants("Debug") ? retry => Interject(() => WriteRetry(retry)) : null,
    };

    /// <summary>Runs one operation; its failure becomes an error record of <paramref name="target"/>, and the pipeline goes on.</summary>
    internal async Task AttemptAsync(object? target, Func<Task> operation)
    {
        ErrorRecord? failure = null;
        try
        {
            await operation();
        }
        catch (AppServicesException error)
        {
            failure = ToErrorRecord(error, TargetOf(target));
        }
        catch (EjsonException error)
        {
            failure = ErrorRecords.From(error, TargetOf(target), error.Message);
        }
        WriteRequestLog();
        if (failure is not null) WriteError(failure, target as string);
    }

    /// <summary>As the engine's, which would show all columns of a row, and some of them may be secrets.</summary>
    internal new void WriteError(ErrorRecord record) => WriteError(record, shown: null);

    private void WriteError(ErrorRecord record, string? shown)
    {
        // An empty name would be no name, in whose place the engine shows the row.
        if (record.TargetObject is PSObject { BaseObject: PSCustomObject })
            record.CategoryInfo.TargetName = string.IsNullOrEmpty(shown) ? "row" : shown;
        base.WriteError(record);
    }

    /// <summary>As above, for a change that -WhatIf or -Confirm may keep from being made.</summary>
    /// <param name="target">What an error is of: the object that was given, so that it can be given again (cmdlets E4).</param>
    /// <param name="shown">What -WhatIf and -Confirm call it.</param>
    /// <param name="action">What is done.</param>
    /// <param name="operation">Does it.</param>
    internal Task AttemptAsync(object target, string shown, string action, Func<Task> operation) =>
        ShouldProcess(shown, action) ? AttemptAsync(target, operation) : Task.CompletedTask;

    /// <summary>As above, for what people know by what was given.</summary>
    internal Task AttemptAsync(string target, string action, Func<Task> operation) => AttemptAsync(target, target, action, operation);

    /// <summary>As the engine's; names may be a server's.</summary>
    private protected new bool ShouldProcess(string target, string action) =>
        base.ShouldProcess(ShownText.Of(target), ShownText.Of(action));

    /// <summary>As the engine's; names may be a server's.</summary>
    private protected new void WriteWarning(string text) => base.WriteWarning(ShownText.Of(text));

    /// <summary>The user a cmdlet acts as; ends the cmdlet when there is none.</summary>
    internal AppUser ResolveUser(AppUser? user) => user ?? CurrentUser.Require(this);

    /// <summary>Ends the cmdlet. Never returns; the result only lets a caller write <c>throw</c>.</summary>
    internal Exception Terminate(ErrorRecord record)
    {
        ThrowTerminatingError(record);
        return record.Exception;
    }

    /// <summary>
    /// Refuses the value of a parameter: with the object of the pipeline that it is of, after which the next one comes, or else for good,
    /// which ends the cmdlet.
    /// </summary>
    internal Exception Refuse(string parameter, string id, ErrorCategory category, object? value, string message, string advice) =>
        this is IPipelineInput { PipelineInput: { } input } && Piped.Any(one => one.Key == parameter)
            ? new InputRefusedException(ErrorRecords.Create(id, category, input, message, advice))
            : Terminate(ErrorRecords.Create(id, category, value, message, advice));

    /// <summary>Refuses a row that <see cref="AccountTransformationAttribute"/> has found to be no account.</summary>
    internal void RequireAccount(string parameter, PSCredential account)
    {
        if (AccountTransformationAttribute.ProblemOf(account) is { } problem)
            throw Refuse(
                parameter, "AppArgumentInvalid", ErrorCategory.InvalidArgument, null, problem,
                "Rename columns by Select-Object @{ Name = 'Email'; Expression = 'Mail' }, Password.");
    }

    /// <inheritdoc/>
    private protected override async Task ProcessOneAsync(CancellationToken cancellationToken)
    {
        ErrorRecord? refused = null;
        try
        {
            await ProcessAsync(cancellationToken);
        }
        catch (InputRefusedException error)
        {
            refused = error.Record;
        }
        if (refused is not null) WriteError(refused);
    }

    private protected virtual ErrorRecord ToErrorRecord(AppServicesException error, object? target) => ErrorRecords.From(error, target);

    /// <summary>What an error is of (cmdlets E4), when something named failed.</summary>
    private protected virtual object? TargetOf(object? target) => (this as IPipelineInput)?.PipelineInput ?? target;

    /// <summary>Refuses the object of the pipeline when there is nothing for the cmdlet in it.</summary>
    internal void RequireTaken(string what)
    {
        if (this is IPipelineInput { PipelineInput: { } given } && Piped.All(one => one.Key == nameof(IPipelineInput.PipelineInput)))
        {
            throw Refuse(
                nameof(IPipelineInput.PipelineInput), "InputObjectNotBound", ErrorCategory.InvalidArgument, given,
                $"What was piped has no {what}.",
                "Pipe objects that have it as a property, such as what Start-AppServer returns, or rows with a column of that name.");
        }
    }

    private sealed class InputRefusedException(ErrorRecord record) : Exception(record.Exception.Message)
    {
        public ErrorRecord Record { get; } = record;
    }

    /// <summary>
    /// Says something at -Verbose. At -Debug it is a line of that: there the engine asks at each verbose line whether to go on, and fails
    /// where nobody can answer.
    /// </summary>
    internal void Note(string text)
    {
        text = ShownText.Of(text)!;
        if (Wants("Verbose")) WriteVerbose(text);
        else if (Wants("Debug")) WriteDebug(text);
    }

    /// <summary>One verbose line a request, and its headers as debug lines (cmdlets V2, V3).</summary>
    private void WriteRequestLog()
    {
        while (_traces.TryDequeue(out RequestTrace? trace))
        {
            Note(
                $"{trace.Method} {trace.Path} {trace.Status} in {trace.Duration.TotalMilliseconds:0} ms, " +
                $"attempt {trace.Attempt}, request id {trace.RequestId ?? "none"}");
            WriteDebug(ShownText.Of(
                $"Sent {trace.RequestBytes} bytes, received {trace.ReplyBytes}: {string.Join("; ", trace.ReplyHeaders)}"));
        }
    }

    // It is said at once, as the wait may be long; after what came before it.
    private void WriteRetry(RequestRetry retry)
    {
        WriteRequestLog();
        Note(
            $"{retry.Method} {retry.Path}: {retry.Reason}, sent again in {retry.Wait.TotalSeconds:0.#} seconds " +
            $"({retry.Number} of {retry.MaximumRetryCount})");
    }

    private bool Wants(string stream) =>
        MyInvocation.BoundParameters.TryGetValue(stream, out object? given)
            ? given is SwitchParameter { IsPresent: true }
            : SessionState.PSVariable.GetValue(stream + "Preference") is { } preference
                && !preference.ToString()!.Equals(nameof(ActionPreference.SilentlyContinue), StringComparison.OrdinalIgnoreCase);
}
