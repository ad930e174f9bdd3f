using Jint;

namespace AppServices.Server.Functions.Realm;

/// <summary>A part of an app that adds globals to the realm of each call, such as a client of a service.</summary>
internal interface IRealmGlobals
{
    /// <summary>Adds the globals; those that are expensive to make as lazy ones.</summary>
    /// <param name="options">The options of the realm's engine.</param>
    /// <param name="realm">The realm, whose engine is not there yet.</param>
    void AddTo(Options options, FunctionRealm realm);
}
