using System.Collections;
using System.Collections.Generic;
using AppServices.State;

namespace AppServices.Completion;

/// <summary>Services of an app that is served from here, and services that were used.</summary>
public sealed class ServiceNameCompleter : AppNameCompleter
{
    private protected override IEnumerable<(string Name, string AppId)> Names(string? appId, IDictionary bound) =>
        ModuleState.Names.Services(appId);
}
