using System.Collections;
using System.Collections.Generic;
using AppServices.State;

namespace AppServices.Completion;

/// <summary>Functions of an app that is served from here, and functions that were called.</summary>
public sealed class FunctionNameCompleter : AppNameCompleter
{
    private protected override IEnumerable<(string Name, string AppId)> Names(string? appId, IDictionary bound) =>
        ModuleState.Names.Functions(appId, bound["ServiceName"]?.ToString());
}
