using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using AppServices.State;
using AppServices.Users;

namespace AppServices;

/// <summary>What happens when the module is imported into a runspace and removed from it.</summary>
public sealed class ModuleEvents : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Runs at every import in every runspace.</summary>
    public void OnImport()
    {
#if !NET
        OwnAssemblies.Resolve();
#endif
        LoadClient();
    }

    // Scripts name its types, such as [AppServices.Bson.ObjectId], before the first cmdlet would load it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LoadClient() => GC.KeepAlive(typeof(AppClient));

    /// <summary>Concerns this runspace only: the users stay, for those who still work with them (cmdlets I3).</summary>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        if (Runspace.DefaultRunspace is { } runspace) UserSubscriptions.End(runspace.Events);
        CurrentUser.Forget();
        CurrentAdmin.Forget();
    }
}
