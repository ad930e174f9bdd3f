using System.Management.Automation.Language;
using System.Runtime.CompilerServices;
using AppServices.Admin;
using AppServices.Names;

namespace AppServices.State;

/// <summary>
/// All that the module remembers in this process, for every runspace (cmdlets T1); which user is current is
/// <see cref="CurrentUser"/>'s business.
/// </summary>
internal static class ModuleState
{
    /// <summary>The names of functions and services, for completion.</summary>
    public static RememberedNames Names { get; } = new();

    /// <summary>The users and their sessions.</summary>
    public static UserTable Users { get; } = new(Names);

    /// <summary>The servers that were started here.</summary>
    public static ServerTable Servers { get; } = new();

    /// <summary>Where the sessions of admins are kept, for as long as they are used.</summary>
    public static ConditionalWeakTable<AppAdmin, SavedPlace> SavedAdmins { get; } = new();

    /// <summary>Scripts that have called functions as members, parsed, for as long as they are loaded.</summary>
    public static ConditionalWeakTable<string, ScriptBlockAst> ParsedScripts { get; } = new();
}
