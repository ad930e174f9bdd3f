namespace AppServices.PSHost.Pester.Model;

/// <summary>When code of a block runs that is not a test.</summary>
internal enum SetupKind
{
    BeforeAll,
    BeforeEach,
    AfterEach,
    AfterAll,
}
