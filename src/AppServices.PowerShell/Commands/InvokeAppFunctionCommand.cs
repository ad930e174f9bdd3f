using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Ejson;
using AppServices.Errors;
using AppServices.Pump;
using AppServices.State;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>Calls a function of the app as a user and returns its typed result.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "AppFunction", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Invoke-AppFunction.md")]
[OutputType(typeof(PSObject))]
public sealed class InvokeAppFunctionCommand : AppCmdlet
{
    private readonly Queue<(AppUser User, object? Target, Task<object?> Call)> _running = new();
    private PipelineProgress? _progress;

    /// <summary>The function's name, such as <c>sum</c> or <c>orders/total</c>. Case-sensitive.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(FunctionNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>
    /// The arguments. A script block is run for each piped object, which it sees as <c>$_</c>, and gives one argument.
    /// Without any script block, a piped object becomes the first argument, before these.
    /// </summary>
    [Parameter(Position = 1)]
    [AllowNull, AllowEmptyCollection]
    [NoCompletion]
    public object?[]? ArgumentList { get; set; } = [];

    /// <summary>What the pipeline brings: one call an object. An array that is given by name is one object.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull, AllowEmptyCollection, AllowEmptyString]
    [NoCompletion]
    public object? InputObject { get; set; }

    /// <summary>The service whose function is called; the app's own functions by default.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ServiceNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ServiceName { get; set; }

    /// <summary>How many calls may run at once for piped objects; results keep the order of the input. 1 by default.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    [NoCompletion]
    public int ThrottleLimit { get; set; } = 1;

    /// <summary>Returns an array as one object instead of its elements.</summary>
    [Parameter]
    public SwitchParameter NoEnumerate { get; set; }

    /// <summary>The user to act as, or its id or name; the current user by default.</summary>
    [Parameter]
    [AppUserTransformation]
    [ArgumentCompleter(typeof(UserCompleter))]
    [ValidateNotNull]
    public AppUser? User { get; set; }

    // Given by name it means what it means when it is piped; null is an object too.
    private bool HasInput => MyInvocation.BoundParameters.ContainsKey(nameof(InputObject));

    /// <inheritdoc/>
    private protected override bool SendsOneByOne => ThrottleLimit == 1;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        AppUser user = ResolveUser(User);
        if (!ShouldProcess(Name, "Call function")) return;
        object? target = HasInput ? InputObject : Name;
        object?[] arguments = FunctionArguments.Bind(ArgumentList, HasInput, InputObject);
        try
        {
            _running.Enqueue(
                (user, target, user.Session.CallFunctionAsync(Name, arguments, ServiceName, PSValues.Format, Options, cancellationToken)));
        }
        catch (EjsonException error)
        {
            WriteError(ErrorRecords.From(error, HasInput ? InputObject : arguments, $"Function '{Name}' was not called: {error.Message}"));
            return;
        }
        if (_running.Count >= ThrottleLimit) await WriteOldestAsync();
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (_running.Count > 0) await WriteOldestAsync();
        }
        finally
        {
            _progress?.Complete();
        }
    }

    private protected override ErrorRecord ToErrorRecord(AppServicesException error, object? target) =>
        ErrorRecords.FromService(error, target, ServiceName);

    private async Task WriteOldestAsync()
    {
        (AppUser user, object? target, Task<object?> call) = _running.Dequeue();
        await AttemptAsync(target, async () =>
        {
            object? result = await call;
            ModuleState.Names.AddFunction(user.AppId, ServiceName, Name);
            WriteResult(result);
        });
        if (HasInput) (_progress ??= new PipelineProgress(this, $"Calling function '{Name}'")).Advance();
    }

    // A function without a return value is a command without output; null is a value.
    private void WriteResult(object? result)
    {
        if (result is not Bson.BsonUndefined) WriteObject(result, enumerateCollection: result is object?[] && !NoEnumerate);
    }
}
