using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using AppServices.Benchmarks.Measuring;

namespace AppServices.Benchmarks;

/// <summary>Rows that are prepared and measured together; what they need lives until it is disposed.</summary>
internal interface IBenchmark : IAsyncDisposable
{
    /// <summary>Starts and warms up what is measured.</summary>
    Task<IReadOnlyList<Row>> PrepareAsync();
}
