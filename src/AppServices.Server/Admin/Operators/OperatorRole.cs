using System;
using System.Collections.Generic;
using System.Linq;

namespace AppServices.Server.Admin.Operators;

/// <summary>What an operator may do. Source: admin-api 1.3.</summary>
internal enum OperatorRole
{
    /// <summary>Everything.</summary>
    Owner,

    /// <summary>To look at everything.</summary>
    ReadOnly,

    /// <summary>To change what apps are made of, and nothing about their users.</summary>
    Deployer,
}

/// <summary>What a request of the admin API needs.</summary>
internal enum AdminRight
{
    ReadDefinition,
    WriteDefinition,
    ReadUsers,
    WriteUsers,
    ManageApps,
}

/// <summary>The roles by the names that operators know.</summary>
internal static class OperatorRoles
{
    private static readonly Dictionary<string, OperatorRole> s_names = new(StringComparer.Ordinal)
    {
        ["owner"] = OperatorRole.Owner,
        ["read-only"] = OperatorRole.ReadOnly,
        ["deployer"] = OperatorRole.Deployer,
    };

    /// <summary>The names, as the command line takes them.</summary>
    public static IEnumerable<string> Names => s_names.Keys;

    /// <summary>The role of a name; null for no role.</summary>
    public static OperatorRole? Find(string name) => s_names.TryGetValue(name, out OperatorRole role) ? role : null;

    /// <summary>The name of a role, as the command line takes it.</summary>
    public static string Name(this OperatorRole role) => s_names.First(known => known.Value == role).Key;

    /// <summary>The name of a role, as profiles have it.</summary>
    public static string ProfileName(this OperatorRole role) => role switch
    {
        OperatorRole.Owner => "GROUP_OWNER",
        OperatorRole.Deployer => "GROUP_DEPLOYER",
        _ => "GROUP_READ_ONLY",
    };

    /// <summary>Whether a role has a right: what is not listed it does not have.</summary>
    public static bool Has(this OperatorRole role, AdminRight right) => role switch
    {
        OperatorRole.Owner => true,
        OperatorRole.ReadOnly => right is AdminRight.ReadDefinition or AdminRight.ReadUsers,
        OperatorRole.Deployer => right is AdminRight.ReadDefinition or AdminRight.WriteDefinition,
        _ => false,
    };
}
