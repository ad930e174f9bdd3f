using System;
using System.Collections.Generic;
using Jint.Native;

namespace AppServices.Server.Functions.Realm;

/// <summary>A part of an app that adds to the realm of each call: globals, members of <c>context</c>, services.</summary>
internal interface IRealmGlobals
{
    /// <summary>Adds the globals, by <see cref="FunctionRealm.AddGlobal"/>.</summary>
    /// <param name="realm">The realm, in which no script has run yet.</param>
    void AddTo(FunctionRealm realm)
    {
    }

    /// <summary>What it adds to <c>context</c>: names, and what makes each member when it is first read.</summary>
    IEnumerable<(string Name, Func<JsValue> Make)> ContextMembers(FunctionRealm realm) => [];

    /// <summary>The names that <see cref="FindService"/> knows.</summary>
    IEnumerable<string> ServiceNames => [];

    /// <summary>What <c>context.services.get</c> returns for a name; null for one that the part does not know.</summary>
    JsValue? FindService(string name, FunctionRealm realm, Invocation invocation) => null;

    /// <summary>The protocol's code of a service's errors that no function catches; null for the usual one.</summary>
    string? ServiceErrorCode(string name) => null;
}
