using System.Management.Automation;

namespace AppServices.PSHost.Pester.Model;

/// <summary>An It.</summary>
internal sealed class TestCase(string name, ScriptBlock body) : TestItem(name, body);
