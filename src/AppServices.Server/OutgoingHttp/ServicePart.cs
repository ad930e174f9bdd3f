using System;
using System.Collections.Generic;
using AppServices.Server.Features;
using AppServices.Server.Functions.Realm;
using AppServices.Server.Rules.Expressions;
using Jint.Native;
using Jint.Native.Object;

namespace AppServices.Server.OutgoingHttp;

/// <summary>The part of an app that gives functions its services of a type.</summary>
/// <param name="services">The services by name.</param>
/// <param name="errorCode">The protocol's code of their errors that no function catches.</param>
/// <param name="make">Makes what a function sees of one: in a realm, for whose rules apply; null for the system.</param>
internal class ServicePart<T>(
    IReadOnlyDictionary<string, T> services, string errorCode, Func<FunctionRealm, T, IRuleCaller?, ObjectInstance> make)
    : IAppPart, IRealmGlobals
{
    public IEnumerable<string> ServiceNames => services.Keys;

    public string ServiceErrorCode(string name) => errorCode;

    public JsValue? FindService(string name, FunctionRealm realm, Invocation invocation) =>
        services.TryGetValue(name, out T? service) ? make(realm, service, realm.CallerOf(invocation.User)) : null;
}
