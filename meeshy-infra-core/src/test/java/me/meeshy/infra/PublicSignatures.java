package me.meeshy.infra;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.properties.HasModifiers;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The types that a user of a class comes to see: those of its members, their type arguments and what they throw included. */
final class PublicSignatures {

    private PublicSignatures() {}

    /**
     * Fails where a public or protected member of a class shows a type of neither the JDK nor us.
     *
     * @param hidden packages of ours that are not exported, whose types must not show either
     */
    static ArchCondition<JavaClass> holdOnlyTypesOfTheJdkAndOurs(Set<String> hidden) {
        return new ArchCondition<>("show only types of the JDK and exported ones of ours") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                report(type, type.getName(), ofTheClass(type), hidden, events);
                for (JavaMember member : type.getMembers()) {
                    if (seen(member)) {
                        report(type, member.getFullName(), ofTheMember(member), hidden, events);
                    }
                }
            }
        };
    }

    static boolean visible(JavaClass type) {
        return seen(type)
                && type.getEnclosingClass().map(PublicSignatures::visible).orElse(true);
    }

    private static boolean seen(HasModifiers declaration) {
        return declaration.getModifiers().contains(JavaModifier.PUBLIC)
                || declaration.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static Set<JavaClass> ofTheClass(JavaClass type) {
        Stream<? extends JavaType> above = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
        return Stream.concat(above, type.getTypeParameters().stream())
                .map(JavaType::getAllInvolvedRawTypes)
                .flatMap(Collection::stream)
                .collect(Collectors.toSet());
    }

    private static Set<JavaClass> ofTheMember(JavaMember member) {
        Stream<JavaClass> thrown =
                member instanceof JavaCodeUnit unit ? unit.getExceptionTypes().stream() : Stream.empty();
        return Stream.concat(member.getAllInvolvedRawTypes().stream(), thrown).collect(Collectors.toSet());
    }

    private static void report(
            JavaClass type, String where, Set<JavaClass> shown, Set<String> hidden, ConditionEvents events) {
        var wrong = new TreeSet<String>();
        for (JavaClass one : shown) {
            if (!allowed(one.getBaseComponentType(), hidden)) {
                wrong.add(one.getName());
            }
        }
        events.add(new SimpleConditionEvent(type, wrong.isEmpty(), where + " shows " + wrong));
    }

    private static boolean allowed(JavaClass shown, Set<String> hidden) {
        if (shown.isPrimitive()
                || shown.getPackageName().startsWith("java.")
                || shown.getPackageName().startsWith("javax.net.")) {
            return true;
        }
        return shown.getPackageName().startsWith("me.meeshy.infra")
                && !hidden.contains(shown.getPackageName())
                && visible(shown);
    }
}
