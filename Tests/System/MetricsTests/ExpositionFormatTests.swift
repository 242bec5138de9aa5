import Metrics
import Testing

@Suite("Which format a scraper gets")
struct ExpositionFormatTests {
    @Test(
        "the Accept field decides",
        arguments: [
            // Whoever names no format reads the old one: curl, promtool, agents.
            (nil, .prometheusText),
            ("", .prometheusText),
            ("*/*", .prometheusText),
            ("text/*;q=0.5", .prometheusText),
            ("image/png", .prometheusText),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", .prometheusText),
            ("text/plain", .prometheusText),
            ("Text/Plain; Version=0.0.4", .prometheusText),
            ("text/plain;version=0.0.4;q=1,*/*;q=0.1", .prometheusText),
            ("text/plain;q=0", .prometheusText),
            ("text/plain;q=nan", .prometheusText),
            ("text/plain;q=-1,,;;=", .prometheusText),
            ("application/openmetrics-text", .openMetrics),
            ("application/openmetrics-text;version=1.0.0", .openMetrics),
            ("application/openmetrics-text; version=\"1.0.0\"; charset=utf-8", .openMetrics),
            ("APPLICATION/OPENMETRICS-TEXT;VERSION=0.0.1", .openMetrics),
            ("application/openmetrics-text;version=2.0.0", .prometheusText),
            (
                "application/openmetrics-text;version=2.0.0,application/openmetrics-text;version=1.0.0;q=0.1",
                .openMetrics
            ),
            ("application/openmetrics-text;q=0", .prometheusText),
            ("application/openmetrics-text;q=0,text/plain;q=0", .prometheusText),
            ("application/openmetrics-text;q=0.1,*/*;q=0.9", .prometheusText),
            ("application/openmetrics-text;q=0.3,text/plain;q=0.2,*/*;q=0.9", .openMetrics),
            ("application/openmetrics-text, text/plain", .openMetrics),
            ("text/plain, application/openmetrics-text", .prometheusText),
            ("application/openmetrics-text; q=0.2, text/plain; q=0.3", .prometheusText),
            // Prometheus 2.
            (
                "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
                    + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2", .openMetrics
            ),
            // Prometheus 3.
            (
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                    + "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
                    + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1", .openMetrics
            ),
            // Prometheus with native histograms, which come as protobuf.
            (
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
                    + "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
                .openMetrics
            ),
            // Prometheus whose scrape_protocols has the old format alone.
            ("text/plain;version=0.0.4;escaping=allow-utf-8;q=0.5,*/*;q=0.1", .prometheusText),
        ] as [(String?, ExpositionFormat)]
    )
    func negotiation(accept: String?, expected: ExpositionFormat) {
        #expect(ExpositionFormat(accept: accept) == expected)
    }

    @Test func `content types name the format, its version and the character set`() {
        let openMetrics = ExpositionFormat.openMetrics.contentType
        #expect(openMetrics == "application/openmetrics-text; version=1.0.0; charset=utf-8")
        #expect(ExpositionFormat.prometheusText.contentType == "text/plain; version=0.0.4; charset=utf-8")
    }
}
