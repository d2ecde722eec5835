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
 * that is listed was executed with nothing skipped, on each of the engines that it is listed for, every {@code *IT} class is listed for
 * the first, and no test failed. Last it prints the sum of all.
 *
 * <p>It stands apart from the build on purpose: a build that skips its integration tests, for want of an engine, passes.
 *
 * <p>Run with the project's folder and the lists: {@code java .ci/ExecutedTests.java . .ci/integration-tests .ci/second-engine-tests}.
 */
final class ExecutedTests {
    private static final String SOURCES = "src/test/java";

    private final Path project;
    private final Engine first;
    private final Engine second;
    private final Map<String, Count> unitTests = new TreeMap<>();
    private final List<String> objections = new ArrayList<>();

    private ExecutedTests(Path project, Path list, Path secondList) throws IOException {
        this.project = project;
        this.first = new Engine("", listed(list), new TreeMap<>());
        this.second = new Engine(" on the second engine", listed(secondList), new TreeMap<>());
    }

    private static Set<String> listed(Path list) throws IOException {
        Set<String> listed = new TreeSet<>();
        for (String line : Files.readAllLines(list)) {
            String name = line.strip();
            if (!name.isEmpty() && !name.startsWith("#")) {
                listed.add(name);
            }
        }
        return listed;
    }

    public static void main(String[] arguments) throws Exception {
        ExecutedTests tests = new ExecutedTests(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
        tests.read("target/surefire-reports", tests.unitTests);
        tests.read("target/failsafe-reports", tests.first.suites());
        tests.read("target/second-engine-reports", tests.second.suites());
        tests.check();
        System.exit(tests.report() ? 0 : 1);
    }

    private void read(String folder, Map<String, Count> suites) throws IOException, ParserConfigurationException, SAXException {
        for (Path report : files(folder, "TEST-", ".xml")) {
            Element suite = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile()).getDocumentElement();
            int broken = number(suite, "failures") + number(suite, "errors");
            int skipped = number(suite, "skipped");
            Count count = new Count(number(suite, "tests") - broken - skipped, broken, skipped);
            suites.merge(suite.getAttribute("name"), count, Count::plus);
        }
    }

    private static int number(Element suite, String attribute) {
        String value = suite.getAttribute(attribute);
        return value.isEmpty() ? 0 : Integer.parseInt(value);
    }

    private void check() throws IOException {
        for (Path source : files(SOURCES, "", "IT.java")) {
            String name = className(source);
            if (!first.listed().contains(name)) {
                objections.add(name + " is not in the list of integration tests: add it, so that it cannot be left out unseen");
            }
        }
        checkFailures(unitTests, "");
        for (Engine engine : List.of(first, second)) {
            if (engine.listed().isEmpty()) {
                objections.add("the list of integration tests" + engine.words() + " is empty");
            }
            for (String name : engine.listed()) {
                Count count = engine.executed(name);
                if (count.all() == 0) {
                    objections.add(name + " was not executed" + engine.words());
                } else if (count.skipped() > 0) {
                    objections.add(name + ": " + count.skipped() + " of " + count.all() + " tests were skipped" + engine.words());
                }
            }
            checkFailures(engine.suites(), engine.words());
        }
    }

    private void checkFailures(Map<String, Count> suites, String where) {
        suites.forEach((name, count) -> {
            if (count.failed() > 0) {
                objections.add(name + ": " + count.failed() + " of " + count.all() + " tests failed" + where);
            }
        });
    }

    private boolean report() {
        for (Engine engine : List.of(first, second)) {
            System.out.println("Integration test classes" + engine.words() + ": " + engine.listed().size() + " listed, "
                    + engine.listed().stream().filter(name -> engine.executed(name).all() > 0).count() + " executed");
        }
        objections.forEach(objection -> System.out.println("  " + objection));
        Count sum = Stream.of(unitTests, first.suites(), second.suites())
                .flatMap(suites -> suites.values().stream())
                .reduce(Count.NONE, Count::plus);
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

    /** What was to be executed on an engine, and what was. */
    private record Engine(String words, Set<String> listed, Map<String, Count> suites) {

        /** A class's own tests and those of the classes nested in it, which have reports of their own. */
        Count executed(String name) {
            return suites.entrySet().stream()
                    .filter(suite -> suite.getKey().equals(name) || suite.getKey().startsWith(name + "$"))
                    .map(Map.Entry::getValue)
                    .reduce(Count.NONE, Count::plus);
        }
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
