using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Admin;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that get things of an app by name.</summary>
public abstract class GetAppObjectCmdlet<T> : AppDefinitionCmdlet
    where T : AppObject
{
    private protected abstract AdminObjects<T> ObjectsOf(AppDefinition app);

    /// <summary>What it is called in messages.</summary>
    private protected abstract string What { get; }

    private protected virtual string NameOf(T one) => one.ToString()!;

    /// <summary>Whether the list lacks what the cmdlet returns.</summary>
    private protected virtual bool NeedsEach => false;

    /// <summary>The names; one without wildcards must be there.</summary>
    private protected abstract string[] Names { get; }

    private protected sealed override async Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        AdminObjects<T> objects = ObjectsOf(app);
        IReadOnlyList<T> all = [];
        await AttemptAsync(app.ClientAppId, async () => all = await objects.ListAsync(Options, cancellationToken));
        foreach (string name in Names)
            foreach (T one in this.FindMatches(all, (one, pattern) => pattern.IsMatch(NameOf(one)), name, NotFoundIn))
            {
                if (NeedsEach)
                    await AttemptAsync(NameOf(one), async () => WriteObject(await objects.FetchAsync(one.Id, Options, cancellationToken)));
                else WriteObject(one);
            }

        ErrorRecord NotFoundIn(string name) => ToErrorRecord(NotFound(What, name, app), TargetOf(name));
    }
}

/// <summary>What the cmdlets share that change things of an app, each by its name.</summary>
public abstract class ChangeAppObjectCmdlet<T> : AppDefinitionCmdlet
    where T : AppObject
{
    /// <summary>The names.</summary>
    private protected abstract IReadOnlyList<AppObjectReference> Names { get; }

    private protected abstract AdminObjects<T> ObjectsOf(AppDefinition app);

    private protected abstract string What { get; }

    /// <summary>What is done, for -WhatIf: <c>Delete trigger</c>.</summary>
    private protected abstract string Doing { get; }

    private protected abstract Task ChangeAsync(AdminObjects<T> objects, T one, CancellationToken cancellationToken);

    private protected sealed override async Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        AdminObjects<T> objects = ObjectsOf(app);
        IReadOnlyList<T>? all = null;
        foreach (AppObjectReference name in Names)
        {
            T? one = null;
            await AttemptAsync(name.Given, async () =>
            {
                all ??= await objects.ListAsync(Options, cancellationToken);
                one = all.FirstOrDefault(one => one.ToString() == name.Text) ?? throw NotFound(What, name.Text, app);
            });
            if (one is not null)
                await AttemptAsync(
                    name.Given, name.Text, $"{Doing} of app '{app}'", () => ChangeAsync(objects, one, cancellationToken));
        }
    }
}

/// <summary>What the cmdlets share that delete things of an app.</summary>
public abstract class RemoveAppObjectCmdlet<T> : ChangeAppObjectCmdlet<T>
    where T : AppObject
{
    private protected sealed override string Doing => $"Delete {What}";

    private protected sealed override Task ChangeAsync(AdminObjects<T> objects, T one, CancellationToken cancellationToken) =>
        objects.RemoveAsync(one.Id, one.ToString()!, Options, cancellationToken);
}
