import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * Reads the reports that Surefire and Failsafe left in the modules' {@code target} folders and fails unless every integration test class
 * that is listed was executed with nothing skipped, every {@code *IT} class is listed, and no test failed. Last it prints the sum of all.
 *
 * <p>It stands apart from the build on purpose: a build that skips its integration tests, for want of an engine, passes.
 *
 * <p>Run with the project's folder and the list: {@code java .ci/ExecutedTests.java . .ci/integration-tests}.
 */
final class ExecutedTests {
    private static final String SOURCES = "src/test/java";

    private final Path project;
    private final Set<String> listed;
    private final Map<String, Count> suites = new TreeMap<>();
    private final Map<String, Count> integrationSuites = new TreeMap<>();
    private final List<String> objections = new ArrayList<>();

    private ExecutedTests(Path project, Path list) throws IOException {
        this.project = project;
        this.listed = new TreeSet<>();
        for (String line : Files.readAllLines(list)) {
            String name = line.strip();
            if (!name.isEmpty() && !name.startsWith("#")) {
                listed.add(name);
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        ExecutedTests tests = new ExecutedTests(Path.of(arguments[0]), Path.of(arguments[1]));
        tests.read();
        tests.check();
        System.exit(tests.report() ? 0 : 1);
    }

    private void read() throws IOException, ParserConfigurationException, SAXException {
        for (Path report : files("target/surefire-reports", "TEST-", ".xml")) {
            add(report, suites);
        }
        for (Path report : files("target/failsafe-reports", "TEST-", ".xml")) {
            add(report, suites);
            add(report, integrationSuites);
        }
    }

    private static void add(Path report, Map<String, Count> suites) throws IOException, ParserConfigurationException, SAXException {
        Element suite = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile()).getDocumentElement();
        int broken = number(suite, "failures") + number(suite, "errors");
        int skipped = number(suite, "skipped");
        Count count = new Count(number(suite, "tests") - broken - skipped, broken, skipped);
        suites.merge(suite.getAttribute("name"), count, Count::plus);
    }

    private static int number(Element suite, String attribute) {
        String value = suite.getAttribute(attribute);
        return value.isEmpty() ? 0 : Integer.parseInt(value);
    }

    private void check() throws IOException {
        if (listed.isEmpty()) {
            objections.add("the list of integration tests is empty");
        }
        for (Path source : files(SOURCES, "", "IT.java")) {
            String name = className(source);
            if (!listed.contains(name)) {
                objections.add(name + " is not in the list of integration tests: add it, so that it cannot be left out unseen");
            }
        }
        for (String name : listed) {
            Count count = executed(name);
            if (count.all() == 0) {
                objections.add(name + " was not executed");
            } else if (count.skipped() > 0) {
                objections.add(name + ": " + count.skipped() + " of " + count.all() + " tests were skipped");
            }
        }
        suites.forEach((name, count) -> {
            if (count.failed() > 0) {
                objections.add(name + ": " + count.failed() + " of " + count.all() + " tests failed");
            }
        });
    }

    /** A class's own tests and those of the classes nested in it, which have reports of their own. */
    private Count executed(String name) {
        Count sum = Count.NONE;
        for (Map.Entry<String, Count> suite : integrationSuites.entrySet()) {
            if (suite.getKey().equals(name) || suite.getKey().startsWith(name + "$")) {
                sum = sum.plus(suite.getValue());
            }
        }
        return sum;
    }

    private boolean report() {
        Count sum = suites.values().stream().reduce(Count.NONE, Count::plus);
        System.out.println("Integration test classes: " + listed.size() + " listed, "
                + listed.stream().filter(name -> executed(name).all() > 0).count() + " executed");
        objections.forEach(objection -> System.out.println("  " + objection));
        System.out.println(sum.passed() + " passed, " + sum.failed() + " failed, " + sum.skipped() + " skipped");
        return objections.isEmpty();
    }

    private static String className(Path source) {
        String path = source.toString().replace('\\', '/');
        String relative = path.substring(path.indexOf(SOURCES) + SOURCES.length() + 1);
        return relative.substring(0, relative.length() - ".java".length()).replace('/', '.');
    }

    /** The files below the given folder of every module, by the beginning and the end of their names. */
    private List<Path> files(String folder, String prefix, String suffix) throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> modules = Files.list(project)) {
            for (Path module : modules.sorted().toList()) {
                Path root = module.resolve(folder);
                if (Files.isDirectory(root)) {
                    try (Stream<Path> found = Files.walk(root)) {
                        found.filter(file -> hasName(file, prefix, suffix)).sorted().forEach(all::add);
                    }
                }
            }
        }
        return all;
    }

    private static boolean hasName(Path file, String prefix, String suffix) {
        String name = file.getFileName().toString();
        return name.startsWith(prefix) && name.endsWith(suffix);
    }

    private record Count(int passed, int failed, int skipped) {
        static final Count NONE = new Count(0, 0, 0);

        int all() {
            return passed + failed + skipped;
        }

        Count plus(Count other) {
            return new Count(passed + other.passed, failed + other.failed, skipped + other.skipped);
        }
    }
}
