using System;
using AppServices.Server.Features;
using AppServices.Server.Functions.Realm;
using Jint.Native;

namespace AppServices.Server.Utils;

/// <summary>The global <c>utils</c> of functions, and those of Node that need no <c>require</c>. Source: app-folder 4.2, 4.6.</summary>
internal sealed class UtilsFeature : IAppFeature
{
    public IAppPart Assemble(RunningApp app, IServiceProvider services) => new Part();

    internal sealed class Part : IAppPart, IRealmGlobals
    {
        private static readonly JsString s_utils = new("utils");

        public void AddTo(FunctionRealm realm)
        {
            realm.AddGlobal(s_utils, realm, static realm =>
            {
                var utils = new JsObject(realm.Engine);
                utils.FastSetDataProperty("crypto", CryptoObject.Create(realm));
                utils.FastSetDataProperty("jwt", JwtObject.Create(realm));
                return utils;
            });
            NodeGlobals.AddTo(realm);
        }
    }
}
