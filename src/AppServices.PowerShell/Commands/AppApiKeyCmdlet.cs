using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that change API keys, given as objects, by name or by id.</summary>
public abstract class AppApiKeyCmdlet : AppCmdlet, IPipelineInput
{
    private protected const string InputObjectSet = "InputObject";
    private const string NameSet = "Name";
    private const string IdSet = "Id";

    private readonly Dictionary<AppUser, IReadOnlyList<UserApiKey>> _keys = [];

    /// <summary>The keys.</summary>
    [Parameter(ParameterSetName = InputObjectSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [NoCompletion]
    [ValidateNotNullOrEmpty]
    public AppApiKey[] InputObject { get; set; } = [];

    /// <summary>The keys' names; an id does as well. A row that has ids too means these.</summary>
    [Parameter(
        ParameterSetName = NameSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = IdSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ApiKeyNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>The keys' ids.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ApiKeyIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>The user whose keys they are, or its id or name; by default the one of a key object, else the current user.</summary>
    [Parameter(ParameterSetName = InputObjectSet)]
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = IdSet, ValueFromPipelineByPropertyName = true)]
    [Alias("UserId")]
    [AppUserTransformation]
    [ArgumentCompleter(typeof(UserCompleter))]
    [ValidateNotNull]
    public AppUser? User { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = NameSet, ValueFromPipeline = true, DontShow = true)]
    [Parameter(ParameterSetName = IdSet, ValueFromPipeline = true, DontShow = true)]
    [NoCompletion]
    public PSObject? PipelineInput { get; set; }

    /// <summary>What is done, for -WhatIf.</summary>
    private protected abstract string Doing { get; }

    /// <inheritdoc/>
    protected sealed override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        switch (ParameterSetName)
        {
            case InputObjectSet:
                foreach (AppApiKey key in InputObject) await ChangeAsync(key, User ?? key.User, key.Id, key.Shown, cancellationToken);
                break;
            case NameSet:
                foreach (string name in Name) await ProcessNamedAsync(ResolveUser(User), name, cancellationToken);
                break;
            default:
                foreach (string id in Id)
                    await ChangeAsync(id, ResolveUser(User), id, ResolveUser(User).SeenApiKeys.Show(id), cancellationToken);
                break;
        }
    }

    private protected abstract Task ProcessAsync(ApiKeyAuth keys, AppUser user, string id, CancellationToken cancellationToken);

    /// <summary>Writes a key as it is after the change.</summary>
    private protected async Task WriteKeyAsync(ApiKeyAuth keys, AppUser user, string id, CancellationToken cancellationToken) =>
        WriteObject(new AppApiKey(await keys.FetchAsync(id, Options, cancellationToken), user));

    private async Task ProcessNamedAsync(AppUser user, string name, CancellationToken cancellationToken)
    {
        UserApiKey? key = null;
        await AttemptAsync(name, async () => key = await FindAsync(user, name, cancellationToken));
        if (key is not null) await ChangeAsync(name, user, key.Id, $"{key.Name} ({key.Id})", cancellationToken);
    }

    // A name in another case is a name as well, as long as it is that of one key.
    private async Task<UserApiKey> FindAsync(AppUser user, string name, CancellationToken cancellationToken)
    {
        if (!_keys.TryGetValue(user, out IReadOnlyList<UserApiKey>? keys))
            _keys[user] = keys = await new ApiKeyAuth(user.Session).FetchAllAsync(Options, cancellationToken);
        return keys.FirstOrDefault(key => key.Name == name)
            ?? keys.FirstOrDefault(key => key.Id == name)
            ?? (keys.Where(key => key.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToArray() is [var only] ? only : null)
            ?? throw new AppServicesException($"User '{user.Shown}' has no API key '{name}'.") { Code = "APIKeyNotFound" };
    }

    private Task ChangeAsync(object target, AppUser user, string id, string shown, CancellationToken cancellationToken) => AttemptAsync(
        target, shown, $"{Doing} of user '{user.Shown}'",
        () => ProcessAsync(new ApiKeyAuth(user.Session), user, id, cancellationToken));
}
