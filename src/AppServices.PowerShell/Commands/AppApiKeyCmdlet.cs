using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that change API keys, given as objects or by id.</summary>
public abstract class AppApiKeyCmdlet : AppCmdlet
{
    private protected const string InputObjectSet = "InputObject";
    private const string IdSet = "Id";

    /// <summary>The keys.</summary>
    [Parameter(ParameterSetName = InputObjectSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public AppApiKey[] InputObject { get; set; } = [];

    /// <summary>The keys' ids.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ApiKeyIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>The user whose keys they are, or its id or name; by default the one of a key object, else the current user.</summary>
    [Parameter(ParameterSetName = InputObjectSet)]
    [Parameter(ParameterSetName = IdSet, ValueFromPipelineByPropertyName = true)]
    [Alias("UserId")]
    [AppUserTransformation]
    [ArgumentCompleter(typeof(UserCompleter))]
    [ValidateNotNull]
    public AppUser? User { get; set; }

    /// <summary>What is done, for -WhatIf.</summary>
    private protected abstract string Doing { get; }

    /// <inheritdoc/>
    protected sealed override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (AppApiKey key in InputObject) await ProcessAsync(User ?? key.User, key.Id, key.Name, cancellationToken);
        foreach (string id in Id) await ProcessAsync(ResolveUser(User), id, id, cancellationToken);
    }

    private protected abstract Task ProcessAsync(ApiKeyAuth keys, AppUser user, string id, CancellationToken cancellationToken);

    /// <summary>Writes a key as it is after the change.</summary>
    private protected async Task WriteKeyAsync(ApiKeyAuth keys, AppUser user, string id, CancellationToken cancellationToken) =>
        WriteObject(new AppApiKey(await keys.FetchAsync(id, Options, cancellationToken), user));

    private Task ProcessAsync(AppUser user, string id, string shown, CancellationToken cancellationToken) => AttemptAsync(
        shown, $"{Doing} of user '{user.Id}'", () => ProcessAsync(new ApiKeyAuth(user.Session), user, id, cancellationToken));
}
