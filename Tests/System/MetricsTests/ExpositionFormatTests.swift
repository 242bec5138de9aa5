import Metrics
import Testing

@Suite("Which format a scraper gets")
struct ExpositionFormatTests {
    @Test(
        "the Accept field decides",
        arguments: [
            (nil, .openMetrics),
            ("", .openMetrics),
            ("*/*", .openMetrics),
            ("text/plain", .prometheusText),
            ("Text/Plain; Version=0.0.4", .prometheusText),
            ("text/plain;version=0.0.4;q=1,*/*;q=0.1", .prometheusText),
            (
                "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
                    + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2", .openMetrics
            ),
            ("application/openmetrics-text; q=0.2, text/plain; q=0.3", .prometheusText),
            ("application/openmetrics-text, text/plain", .openMetrics),
            ("text/plain;q=0", .openMetrics),
            ("text/plain;q=nan", .openMetrics),
            ("text/plain;q=-1,,;;=", .openMetrics),
            ("image/png", .openMetrics),
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
