using Jint;
using Jint.Runtime;
using Jint.Runtime.Modules;

namespace AppServices.Server.Functions.Realm;

/// <summary>Functions cannot import anything: <c>import('fs')</c> is a promise that is rejected, as for a module that is missing.</summary>
internal sealed class NoModules : IModuleLoader
{
    public ResolvedSpecifier Resolve(string? referencingModuleLocation, ModuleRequest moduleRequest) =>
        new(moduleRequest, moduleRequest.Specifier, Uri: null, SpecifierType.Bare);

    public Module LoadModule(Engine engine, ResolvedSpecifier resolved) =>
        throw new JavaScriptException(engine.Intrinsics.Error, $"Cannot find module '{resolved.ModuleRequest.Specifier}'");
}
