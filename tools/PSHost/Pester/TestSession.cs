using System.Management.Automation;
using System.Management.Automation.Runspaces;
using AppServices.PSHost.Pester.Discovery;
using AppServices.PSHost.Pester.Model;
using AppServices.PSHost.Pester.Run;
using AppServices.PSHost.Pester.Should;

namespace AppServices.PSHost.Pester;

/// <summary>Adds Pester's commands to a session. A cmdlet needs a verb, so the one-word names are aliases.</summary>
internal static class TestSession
{
    public static void AddCommands(InitialSessionState state, TestRegistry registry)
    {
        Add<AddBlockCommand>(state, "Add-TestBlock", "Describe", "Context");
        Add<AddTestCommand>(state, "Add-TestCase", "It");
        Add<AddSetupCommand>(state, "Add-TestSetup",
            nameof(SetupKind.BeforeAll), nameof(SetupKind.BeforeEach), nameof(SetupKind.AfterEach), nameof(SetupKind.AfterAll));
        Add<BeforeDiscoveryCommand>(state, "Invoke-BeforeDiscovery", "BeforeDiscovery");
        Add<SetItResultCommand>(state, "Set-ItResult");
        Add<ShouldCommand>(state, "Assert-Should", "Should");
        Add<InvokeTestRunCommand>(state, InvokeTestRunCommand.Name);
        state.Variables.Add(new SessionStateVariableEntry(
            TestRegistry.VariableName, registry, "What the test files declare", ScopedItemOptions.Constant));
    }

    private static void Add<TCommand>(InitialSessionState state, string name, params string[] aliases)
    {
        state.Commands.Add(new SessionStateCmdletEntry(name, typeof(TCommand), helpFileName: null));
        foreach (string alias in aliases) state.Commands.Add(new SessionStateAliasEntry(alias, name));
    }
}
